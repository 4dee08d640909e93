// foreign_backend.cc — believes nothing of a table before it is checked, then calls its functions.
#include "backend/foreign_backend.h"

#include "base/struct_size.h"

namespace hologram::backend {

using base::Error;
using base::Fail;
using base::FailText;
using base::kOk;
using base::Message;

namespace {

constexpr bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
}

// Byte by byte: there may be no NUL anywhere near.
Error CopyName(const char* from, char (&to)[kNameCapacity]) {
  for (int i = 0; i < kNameCapacity; ++i) {
    const char c = from[i];
    if (c == '\0' && i > 0) {
      to[i] = '\0';
      return kOk;
    }
    if (c == '\0') break;
    if (!IsNameByte(c)) {
      return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kBackendNameByte, i + 1, static_cast<unsigned char>(c));
    }
    to[i] = c;
  }
  return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kBackendNameLong, kNameCapacity - 1);
}

Error MissingSlot(const char* slot) { return FailText(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kBackendSlot, slot); }

}  // namespace

Error ForeignBackend::Read(const holo_backend_table* table) {
  if (table == nullptr) return base::FailNull(1);
  HOLO_RETURN_IF_ERROR(base::ReadStruct(table, 1, &table_));
  constexpr int32_t kAbi = HOLO_VERSION_MAJOR;
  if (table_.abi_min > kAbi || table_.abi_max < kAbi) {
    return Fail(HOLO_ERROR_UNSUPPORTED, 1, Message::kBackendAbi, table_.abi_min, table_.abi_max, kAbi);
  }
  if (table_.reserved != 0) return Fail(HOLO_ERROR_INVALID_ARGUMENT, 1, Message::kReserved, table_.reserved);
  if (table_.name == nullptr) return MissingSlot("name");
  if (table_.supports == nullptr) return MissingSlot("supports");
  if (table_.run == nullptr) return MissingSlot("run");
  return CopyName(table_.name, name_);
}

bool ForeignBackend::Supports(holo_op op, holo_form form, holo_dtype dtype) const {
  return table_.supports(table_.context, op, form, dtype) != 0;
}

holo_status ForeignBackend::Run(const BackendCall& call) const { return table_.run(table_.context, &call); }

const void* ForeignBackend::Query(int32_t interface_id, int32_t min_version) const {
  return table_.query != nullptr ? table_.query(table_.context, interface_id, min_version) : nullptr;
}

}  // namespace hologram::backend
