"""What each pixel of a sagittal slice can be, in the order of the net's output channels."""

BACKGROUND, BODY, POSTERIOR, DISC, CANAL, L5, SACRUM, THORACIC = range(8)
NAMES = ('background', 'body', 'posterior', 'disc', 'canal', 'l5', 'sacrum', 'thoracic')
# Bodies of vertebrae above the sacrum, whatever their place.
BODIES = (BODY, L5, THORACIC)
LUMBAR_COUNT = 5

# Nobody said what this pixel is: it costs nothing, whatever the net answers.
IGNORE = 255
# A body above L5 of which nobody says whether it is lumbar or thoracic.
UNCOUNTED = 250

# The net sees pixels of this size, millimetres.
PIXEL_MM = 1.2
