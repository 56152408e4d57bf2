// tsv: rows with a header, fields with a tab between.
#include "formats/delimited_input.h"

namespace plumb::formats {

extern const InputFormat input_tsv = {
    .name = "tsv",
    .help = "rows with a header and tabs: a time, numbers, labels",
    .order = 50,
    .looks = [](std::string_view head) { return LooksDelimited(head, '\t'); },
    .table = true,
    .read = [](ByteInput& in, Reading& reading) { return ReadDelimited(in, '\t', reading); }};

}  // namespace plumb::formats
