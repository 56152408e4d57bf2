// SPDX-License-Identifier: Apache-2.0
// Random queries about generated data, and smaller ones where one went wrong.
#pragma once

#include "promql_generator.h"
#include "second_opinion/opinions.h"

namespace plumb::tests {

// Of metrics, labels, windows and times that ScrapedData has something for.
PromqlGenerator::Options QueryOptions();

// A question about the data: an instant or some steps. Always the same for the same seed.
Question MakeQuestion(uint64_t seed, const PromqlGenerator::Options& options);

// The smallest part of the question, and the fewest steps, of which `wrong` is still true.
Question Shrunk(Question question, const std::function<bool(const Question&)>& wrong);

std::string Describe(const Question& question);

}  // namespace plumb::tests
