"""From a charter and its plan to numbers: the codebook of words, sections read, phases, levers by month."""
