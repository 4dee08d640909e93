// suggest.h — what a mistyped name may have meant.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_SUGGEST_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_SUGGEST_H_

#include <string>
#include <vector>

namespace hologram::cli {

// "; did you mean 'min' or 'max'?", of the names nearest to what was typed; "" if none is near.
std::string Suggest(const std::string& typed, const std::vector<std::string>& names);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_SUGGEST_H_
