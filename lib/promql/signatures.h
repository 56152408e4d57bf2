// SPDX-License-Identifier: Apache-2.0
// Argument lists that function rows share.
#pragma once

#include "promql/function.h"

namespace plumb::promql {

inline constexpr ResultType kOneVector[] = {ResultType::kVector};
inline constexpr ResultType kOneScalar[] = {ResultType::kScalar};
inline constexpr ResultType kTwoScalars[] = {ResultType::kScalar, ResultType::kScalar};
inline constexpr ResultType kOneMatrix[] = {ResultType::kMatrix};
inline constexpr ResultType kVectorScalar[] = {ResultType::kVector, ResultType::kScalar};
inline constexpr ResultType kScalarVector[] = {ResultType::kScalar, ResultType::kVector};
inline constexpr ResultType kScalarMatrix[] = {ResultType::kScalar, ResultType::kMatrix};
inline constexpr ResultType kMatrixScalar[] = {ResultType::kMatrix, ResultType::kScalar};
inline constexpr ResultType kVectorString[] = {ResultType::kVector, ResultType::kString};

}  // namespace plumb::promql
