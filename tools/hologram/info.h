// info.h — `hologram info`: what the library and this machine offer.
#ifndef HOLOGRAM_TOOLS_HOLOGRAM_INFO_H_
#define HOLOGRAM_TOOLS_HOLOGRAM_INFO_H_

namespace hologram::cli {

struct InfoOptions {
  bool json = false;
};

void RunInfo(const InfoOptions& options);

}  // namespace hologram::cli

#endif  // HOLOGRAM_TOOLS_HOLOGRAM_INFO_H_
