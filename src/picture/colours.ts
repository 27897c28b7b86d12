/** Told apart on grey and by people who do not see red and green apart: their brightness differs as well. */
export const COLOURS = {
  background: '#101418',
  body: '#7fd1ff',
  roi: '#ffe14d',
  csf: '#ff9bd2',
  noise: '#9be38a',
  neighbour: '#aeb8c2',
  leftOut: '#ff9d3c',
  frame: '#e6ebf0',
  title: '#ffffff',
  text: '#d5dce3',
  faint: '#98a4b0',
  rule: '#39424c',
  measured: '#5fcf80',
  limited: '#ffb454',
  refused: '#ff7b72',
} as const;
