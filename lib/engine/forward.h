// forward.h — what is moved and not computed: loads that kernels do themselves, stores likewise, copies; and what nobody
// reads.
#ifndef HOLOGRAM_ENGINE_FORWARD_H_
#define HOLOGRAM_ENGINE_FORWARD_H_

#include "engine/steps.h"

namespace hologram::engine {

// Whoever reads a copy reads what was copied; whoever reads loaded elements that are one after the other reads them where
// they are; what is only made to be stored so, or copied, is made where it is to be. Everybody still reads what would have been read:
// nothing is moved past a step that writes to what may be the same memory.
void ForwardMoves(Steps* steps);

}  // namespace hologram::engine

#endif  // HOLOGRAM_ENGINE_FORWARD_H_
