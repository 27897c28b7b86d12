/** `npm run build:review`: the viewer of the study page in one script and one style sheet, with a list of their names. */
export default {
  base: '/review/assets/viewer/',
  logLevel: 'warn',
  publicDir: false,
  build: {
    outDir: 'dist/review',
    assetsDir: '.',
    manifest: true,
    target: 'es2024',
    rolldownOptions: { input: 'src/review/client/main.ts' },
  },
};
