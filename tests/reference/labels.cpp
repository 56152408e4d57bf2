// SPDX-License-Identifier: Apache-2.0
#include "reference/labels.h"

#include "reference/names.h"
#include "text/regex.h"
#include "text/utf8.h"

namespace plumb::reference {

namespace {

Status CheckLabelName(const std::string& name) {
  if (!name.empty() && text::IsValidUtf8(name)) return Ok();
  return Wrong("invalid label name '" + name + "'");
}

void SetLabel(Element& element, const std::string& name, const std::string& value) {
  element.labels = model::LabelsBuilder(element.labels).Set(name, value).Build();
  if (name == model::kMetricName) element.drop_name = false;
}

}  // namespace

Result<Vector> LabelReplace(Vector vector, const std::vector<std::string>& arguments) {
  PLUMB_TRY(CheckLabelName(arguments[0]));
  Result<text::Regex> regex = text::Regex::Compile(arguments[3]);
  if (!regex.ok()) return Wrong("invalid regular expression");
  for (Element& element : vector) {
    const std::string source(element.labels.Get(arguments[2]));
    if (const auto value = regex->Expand(source, arguments[1]))
      SetLabel(element, arguments[0], *value);
  }
  PLUMB_TRY(CheckUnique(vector));
  return vector;
}

Result<Vector> LabelJoin(Vector vector, const std::vector<std::string>& arguments) {
  PLUMB_TRY(CheckLabelName(arguments[0]));
  for (size_t i = 2; i < arguments.size(); ++i) PLUMB_TRY(CheckLabelName(arguments[i]));
  for (Element& element : vector) {
    std::string value;
    for (size_t i = 2; i < arguments.size(); ++i) {
      if (i > 2) value += arguments[1];
      value += element.labels.Get(arguments[i]);
    }
    SetLabel(element, arguments[0], value);
  }
  PLUMB_TRY(CheckUnique(vector));
  return vector;
}

}  // namespace plumb::reference
