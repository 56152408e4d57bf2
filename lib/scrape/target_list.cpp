#include "scrape/target_list.h"

#include <fmt/format.h>

#include <unordered_map>

#include "text/escape.h"
#include "text/utf8.h"

namespace plumb::scrape {

namespace {

std::string_view Trimmed(std::string_view line) {
  const size_t start = line.find_first_not_of(" \t\r");
  if (start == std::string_view::npos) return {};
  return line.substr(start, line.find_last_not_of(" \t\r") + 1 - start);
}

Status AddLines(const std::string& path, std::string_view text, std::vector<Address>& addresses) {
  for (size_t number = 1; !text.empty(); ++number) {
    const size_t newline = std::min(text.find('\n'), text.size());
    const std::string_view line = Trimmed(text.substr(0, newline));
    text.remove_prefix(std::min(newline + 1, text.size()));
    if (line.empty() || line[0] == '#') continue;
    auto address = ParseAddress(line);
    if (!address.ok()) return address.error().In(fmt::format("{}:{}", path, number));
    addresses.push_back(*std::move(address));
  }
  return Ok();
}

Result<std::vector<Address>> ParseAddresses(const std::vector<std::string>& arguments,
                                            const ReadText& read) {
  std::vector<Address> addresses;
  for (const std::string& argument : arguments) {
    if (argument.starts_with('@')) {
      const std::string path = argument.substr(1);
      const auto text = read(path);
      if (!text.ok()) return Error{Exit::kUsage, text.error().message};
      PLUMB_TRY(AddLines(path, *text, addresses));
    } else {
      PLUMB_ASSIGN(addresses.emplace_back(), ParseAddress(argument));
    }
  }
  return addresses;
}

}  // namespace

Result<model::Labels> ParseTargetLabels(const std::vector<std::string>& labels) {
  model::LabelsBuilder builder;
  for (const std::string& label : labels) {
    const size_t equals = std::min(label.find('='), label.size());
    const std::string name = label.substr(0, equals);
    if (name.empty() || equals + 1 >= label.size())
      return Error{Exit::kUsage, fmt::format("'{}' is not NAME=VALUE", text::ForTerminal(label))};
    if (name.starts_with("__"))
      return Error{Exit::kUsage,
                   fmt::format("label '{}': names with __ are not for targets", name)};
    if (!text::IsValidUtf8(label))
      return Error{Exit::kUsage, fmt::format("label '{}' is not UTF-8", text::ForTerminal(label))};
    builder.Set(name, label.substr(equals + 1));
  }
  return builder.Build();
}

Result<std::vector<Target>> ParseTargets(const std::vector<std::string>& arguments,
                                         const std::shared_ptr<const ScrapeSpec>& spec,
                                         const model::Labels& labels, const ReadText& read) {
  PLUMB_ASSIGN(std::vector<Address> addresses, ParseAddresses(arguments, read));
  std::vector<Target> targets;
  std::unordered_map<std::string, std::string> names;  // by the labels
  for (Address& address : addresses) {
    if (!text::IsValidUtf8(address.instance) || !text::IsValidUtf8(address.name))
      return Error{Exit::kUsage,
                   fmt::format("target '{}' is not UTF-8", text::ForTerminal(address.name))};
    Target target = MakeTarget(spec, std::move(address), labels);
    const std::string& name = target.address.name;
    const auto [known, added] = names.try_emplace(target.labels.bytes(), name);
    if (!added && known->second == name) continue;
    if (!added)
      return Error{Exit::kUsage,
                   fmt::format("targets '{}' and '{}' would write the same series; set the label "
                               "instance of one, as in NAME={}",
                               text::ForTerminal(known->second), text::ForTerminal(name),
                               text::ForTerminal(name))};
    targets.push_back(std::move(target));
  }
  return targets;
}

}  // namespace plumb::scrape
