// What the tests of the collectors stand on: a machine made of files, and a page as text.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/number.h"
#include "model/sample_sink.h"
#include "node/collect.h"
#include "node/page.h"

namespace plumb::node {

// The lines of a page, samples with their times.
class PageText : public model::SampleSink {
 public:
  Status OnScrape(const model::ScrapeBlock& block) override {
    block_ = block;
    return Ok();
  }
  Status OnMetadata(MetadataField field, const model::Metadata& metadata) override {
    if (field == MetadataField::kHelp)
      text_ += "# HELP " + metadata.metric + " " + metadata.help + "\n";
    else
      text_ += "# TYPE " + metadata.metric + " " +
               std::string(model::MetricTypeText(metadata.type)) + "\n";
    return Ok();
  }
  Status OnSample(const model::StreamSample& sample) override {
    ++samples_;
    text_ += sample.labels.ToString() + " " + FormatGeneral(sample.value);
    if (sample.time) text_ += " " + std::to_string(*sample.time);
    text_ += "\n";
    return Ok();
  }
  [[nodiscard]] const std::string& text() const { return text_; }
  [[nodiscard]] size_t samples() const { return samples_; }
  [[nodiscard]] const model::ScrapeBlock& block() const { return block_; }

 private:
  std::string text_;
  size_t samples_ = 0;
  model::ScrapeBlock block_;
};

inline constexpr Timestamp kNoon = 1795348800250;

// The filters of every collector as they are unless told otherwise.
inline Filters DefaultFilters() {
  auto filters = MakeFilters(Collectors(), {});
  EXPECT_TRUE(filters.ok());
  return *std::move(filters);
}

inline const Collector* FindCollector(std::string_view name) {
  for (const Collector* collector : Collectors())
    if (collector->name == name) return collector;
  ADD_FAILURE() << "no collector " << name;
  return nullptr;
}

// A folder of /proc, /sys and so on that a test writes; gone with the object.
class Tree {
 public:
  Tree() {
    std::string name = (std::filesystem::temp_directory_path() / "plumb-node-XXXXXX").string();
    root_ = ::mkdtemp(name.data());
    roots_ = {.proc = root_ / "proc",
              .sys = root_ / "sys",
              .root = root_ / "root",
              .udev = root_ / "udev",
              .textfiles = root_ / "textfiles"};
  }
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  ~Tree() { std::filesystem::remove_all(root_); }

  Tree& Write(std::string_view path, std::string_view text) {
    const std::filesystem::path full = root_ / path;
    std::filesystem::create_directories(full.parent_path());
    std::ofstream(full) << text;
    return *this;
  }
  [[nodiscard]] const Roots& roots() const { return roots_; }
  [[nodiscard]] std::string Path(std::string_view path) const { return root_ / path; }

 private:
  std::filesystem::path root_;
  Roots roots_;
};

struct Seen {
  Status status = Ok();
  std::string text;  // the page as text
};

// What one collector says of a tree.
inline Seen Look(std::string_view collector, const Roots& roots, const Filters& filters,
                 const PageReader& reader = {}) {
  Machine machine(roots, filters, kNoon, TimeZone::Utc());
  machine.set_read_page(reader);
  Emitter out;
  Seen seen;
  seen.status = FindCollector(collector)->collect(machine, out);
  PageText text;
  EXPECT_TRUE(WriteBare({.families = out.Take()}, text).ok());
  seen.text = text.text();
  return seen;
}

inline Seen Look(std::string_view collector, const Tree& tree) {
  return Look(collector, tree.roots(), DefaultFilters());
}

// Only the lines of samples.
inline std::string Samples(const Seen& seen) {
  std::string samples;
  size_t start = 0;
  while (start < seen.text.size()) {
    const size_t end = seen.text.find('\n', start) + 1;
    if (seen.text[start] != '#') samples += seen.text.substr(start, end - start);
    start = end;
  }
  return samples;
}

}  // namespace plumb::node
