// What an organisation may buy and at what price: one term a record. The columns of --contracts files and the body of PUT
// /v1/accounts/{id}/contract.
//
//   range   a term names a product or a category with all below it. An account with a contract gets products of its terms
//           only; an account without one gets all
//   price   of the most special term that names one: the product's, else that of the longest category; else the catalogue's
//   until   the last moment at which the term holds; a date is the end of that day in the shop's time zone. Not given: no
//           end
//   overlap two terms of one account for the same product or category would be two prices at one time: refused
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "moshaver/shop_records.hpp"

namespace moshaver {

template <class Form>
struct BasicContractTerm {
  typename Form::Text account_id, product_id, category;
  std::optional<double> price;
  typename Form::Time until = {};
};
using ContractTerm = BasicContractTerm<AsGiven>;

template <class Form>
inline constexpr auto fields_of<BasicContractTerm<Form>> = std::tuple{
    Field{"account_id", &BasicContractTerm<Form>::account_id, rules::required(rules::id), "the organisation"},
    Field{"product_id", &BasicContractTerm<Form>::product_id, rules::id, "a product that it may buy"},
    Field{"category", &BasicContractTerm<Form>::category, rules::text,
          "or a category that it may buy, with all below it: Food > Tea"},
    Field{"price", &BasicContractTerm<Form>::price, rules::money,
          "what one piece costs it; the catalogue's when not given"},
    Field{"until", &BasicContractTerm<Form>::until, rules::time, "when the term ends; a date: with that day"}};

}  // namespace moshaver
