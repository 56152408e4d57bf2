// plumb-store: look after a store. Each verb is a file in verbs/.

#include "cli/verbs.h"

namespace plumb {

#define PLUMB_ENTRY(type, name) extern const type name;
#include "store_verb_registry.inc"
#undef PLUMB_ENTRY

namespace {

#define PLUMB_ENTRY(type, name) &name,
constexpr const cli::Verb* kVerbs[] = {
#include "store_verb_registry.inc"
};
#undef PLUMB_ENTRY

const cli::ToolInfo kInfo = {
    .name = "plumb-store",
    .summary = "look after a store",
    .synopsis = "VERB [OPTION…]",
    .examples = {{"plumb-store verify -v", "walk through everything that is stored"},
                 {"plumb-store compact --budget 1m", "what cron does once an hour"}},
};

}  // namespace
}  // namespace plumb

int main(int argc, char** argv) {
  return plumb::cli::RunVerbs(plumb::kInfo, plumb::kVerbs, argc, argv);
}
