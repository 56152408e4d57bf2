#include "store/family_table.h"

#include <algorithm>

#include <fmt/format.h>

#include "encoding/byte_reader.h"
#include "encoding/varint.h"

namespace plumb::store {

namespace {

// DO NOT CHANGE: on disk. The numbers of the types are those of model::MetricType.
constexpr uint8_t kFormat = 1;

struct Slot {
  std::string key;
  uint8_t probe = 0;
  std::optional<model::Metadata> family;  // nullopt: free
};

// Where a family stands, or would: long names share a key's beginning and hash.
Result<Slot> FindSlot(const Transaction& txn, const Tables& tables, std::string_view metric) {
  for (uint8_t probe = 0; probe < UINT8_MAX; ++probe) {
    Slot slot{.key = TextKey(metric, probe), .probe = probe, .family = {}};
    PLUMB_ASSIGN(const auto bytes, txn.Get(tables.fam, slot.key));
    if (!bytes) return slot;
    slot.family = DecodeFamily(*bytes);
    if (!slot.family)
      return DamagedError(txn.path(), fmt::format("family '{}' makes no sense", metric));
    if (slot.family->metric == metric) return slot;
  }
  return DamagedError(txn.path(), "too many long family names have the same hash");
}

}  // namespace

std::string EncodeFamily(const model::Metadata& family) {
  std::string out;
  out.push_back(static_cast<char>(kFormat));
  out.push_back(static_cast<char>(family.type));
  encoding::AppendCounted(out, family.metric);
  encoding::AppendCounted(out, family.help);
  encoding::AppendCounted(out, family.unit);
  return out;
}

std::optional<model::Metadata> DecodeFamily(std::string_view bytes) {
  encoding::ByteReader in(bytes);
  const auto format = in.Fixed<uint8_t>();
  const auto type = in.Fixed<uint8_t>();
  if (!in.ok() || format != kFormat || type > static_cast<uint8_t>(model::MetricType::kStateset))
    return std::nullopt;
  model::Metadata family;
  family.type = static_cast<model::MetricType>(type);
  family.metric = in.Counted();
  family.help = in.Counted();
  family.unit = in.Counted();
  if (!in.AtEnd()) return std::nullopt;
  return family;
}

Status MergeFamily(Transaction& txn, const Tables& tables, const model::Metadata& family) {
  PLUMB_ASSIGN(Slot slot, FindSlot(txn, tables, family.metric));
  model::Metadata merged = slot.family.value_or(model::Metadata{.metric = family.metric});
  if (family.type != model::MetricType::kUnknown) merged.type = family.type;
  if (!family.help.empty()) merged.help = family.help;
  if (!family.unit.empty()) merged.unit = family.unit;
  if (slot.family && *slot.family == merged) return Ok();
  return txn.Put(tables.fam, slot.key, EncodeFamily(merged));
}

Status RemoveFamily(Transaction& txn, const Tables& tables, std::string_view metric) {
  PLUMB_ASSIGN(const Slot slot, FindSlot(txn, tables, metric));
  if (!slot.family) return Ok();
  const auto key_of = [metric](uint8_t probe) { return TextKey(metric, probe); };
  return RemoveProbe(txn, tables.fam, key_of, slot.probe, metric.size());
}

Result<std::vector<model::Metadata>> LoadFamilies(const Transaction& txn, const Tables& tables) {
  std::vector<model::Metadata> families;
  PLUMB_ASSIGN(Cursor cursor, Cursor::Open(txn, tables.fam));
  PLUMB_ASSIGN(bool more, cursor.First());
  while (more) {
    auto family = DecodeFamily(cursor.value());
    if (!family) return DamagedError(txn.path(), "a metric family makes no sense");
    families.push_back(*std::move(family));
    PLUMB_ASSIGN(more, cursor.Next());
  }
  const auto by_name = [](const auto& a, const auto& b) { return a.metric < b.metric; };
  std::sort(families.begin(), families.end(), by_name);
  return families;
}

}  // namespace plumb::store
