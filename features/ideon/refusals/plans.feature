@ideon
Feature: Plans that are not accepted
  A plan has an external identifier, a description and a product type, and some of its values come from fixed lists.

  @id:ideon-refusals-plan-missing @clause:IDN-315 @clause:IDN-138 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new plan without <member> is refused
    Given a complete request to create a plan that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-plan
    Examples:
      | case                                              | member                                                     |
      | plan                                              | plan                                                       |
      | chiropractic-rider-carrier-identifiers-identifier | plan.chiropractic_rider_carrier_identifiers.[0].identifier |
      | description                                       | plan.description                                           |
      | external-identifier                               | plan.external_identifier                                   |
      | product-type                                      | plan.product_type                                          |
      | riders-identifier                                 | plan.riders.[0].identifier                                 |
      | waiting-period-coverage-start                     | plan.waiting_period.coverage_start                         |
      | waiting-period-waiting-period                     | plan.waiting_period.waiting_period                         |
    # generated: end

  @id:ideon-refusals-plan-wrong @clause:IDN-138 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new plan with <value> as <member> is refused
    Given a complete request to create a plan that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-plan
    Examples:
      | case                                                   | member                                                          | value           |
      | plan                                                   | plan                                                            | a text          |
      | abortion-opt-out-rider                                 | plan.abortion_opt_out_rider                                     | a text          |
      | carrier                                                | plan.carrier                                                    | a number        |
      | chiropractic-rider-carrier-identifiers                 | plan.chiropractic_rider_carrier_identifiers                     | a text          |
      | chiropractic-rider-carrier-identifiers-identifier      | plan.chiropractic_rider_carrier_identifiers.[0].identifier      | a number        |
      | chiropractic-rider-carrier-identifiers-identifier-type | plan.chiropractic_rider_carrier_identifiers.[0].identifier_type | a number        |
      | composite-rate-premiums                                | plan.composite_rate_premiums                                    | a text          |
      | composite-rate-premiums-employee-only                  | plan.composite_rate_premiums.employee_only                      | a text          |
      | composite-rate-premiums-employee-plus-children         | plan.composite_rate_premiums.employee_plus_children             | a text          |
      | composite-rate-premiums-employee-plus-spouse           | plan.composite_rate_premiums.employee_plus_spouse               | a text          |
      | composite-rate-premiums-family                         | plan.composite_rate_premiums.family                             | a text          |
      | description                                            | plan.description                                                | a number        |
      | employer-contribution                                  | plan.employer_contribution                                      | a text          |
      | employer-contribution-dependent-amount                 | plan.employer_contribution.dependent_amount                     | a text          |
      | employer-contribution-method                           | plan.employer_contribution.method                               | an unknown word |
      | employer-contribution-subscriber-amount                | plan.employer_contribution.subscriber_amount                    | a text          |
      | employer-contribution-type                             | plan.employer_contribution.type                                 | an unknown word |
      | external-identifier                                    | plan.external_identifier                                        | a number        |
      | hsa                                                    | plan.hsa                                                        | a text          |
      | infertility-opt-in-rider                               | plan.infertility_opt_in_rider                                   | a text          |
      | level                                                  | plan.level                                                      | an unknown word |
      | months-after-rehire-eligibility                        | plan.months_after_rehire_eligibility                            | an unknown word |
      | plan-calendar                                          | plan.plan_calendar                                              | an unknown word |
      | plan-identifier                                        | plan.plan_identifier                                            | a number        |
      | policy-premium-method                                  | plan.policy_premium_method                                      | an unknown word |
      | product-line                                           | plan.product_line                                               | a number        |
      | product-type                                           | plan.product_type                                               | an unknown word |
      | riders                                                 | plan.riders                                                     | a text          |
      | riders-identifier                                      | plan.riders.[0].identifier                                      | a number        |
      | riders-identifier-type                                 | plan.riders.[0].identifier_type                                 | a number        |
      | self-administered                                      | plan.self_administered                                          | a text          |
      | taxation                                               | plan.taxation                                                   | an unknown word |
      | waiting-period                                         | plan.waiting_period                                             | a text          |
      | waiting-period-coverage-start                          | plan.waiting_period.coverage_start                              | an unknown word |
      | waiting-period-waiting-period                          | plan.waiting_period.waiting_period                              | an unknown word |
    # generated: end

  @id:ideon-refusals-plan-update-missing @clause:IDN-144 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A plan's update without <member> is refused
    Given a complete request to update the plan that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-plan
    Examples:
      | case                                              | member                                                     |
      | plan                                              | plan                                                       |
      | chiropractic-rider-carrier-identifiers-identifier | plan.chiropractic_rider_carrier_identifiers.[0].identifier |
      | description                                       | plan.description                                           |
      | external-identifier                               | plan.external_identifier                                   |
      | riders-identifier                                 | plan.riders.[0].identifier                                 |
      | waiting-period-coverage-start                     | plan.waiting_period.coverage_start                         |
      | waiting-period-waiting-period                     | plan.waiting_period.waiting_period                         |
    # generated: end

  @id:ideon-refusals-plan-update-wrong @clause:IDN-144 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A plan's update with <value> as <member> is refused
    Given a complete request to update the plan that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-plan
    Examples:
      | case                                                   | member                                                          | value           |
      | plan                                                   | plan                                                            | a text          |
      | abortion-opt-out-rider                                 | plan.abortion_opt_out_rider                                     | a text          |
      | carrier                                                | plan.carrier                                                    | a number        |
      | chiropractic-rider-carrier-identifiers                 | plan.chiropractic_rider_carrier_identifiers                     | a text          |
      | chiropractic-rider-carrier-identifiers-identifier      | plan.chiropractic_rider_carrier_identifiers.[0].identifier      | a number        |
      | chiropractic-rider-carrier-identifiers-identifier-type | plan.chiropractic_rider_carrier_identifiers.[0].identifier_type | a number        |
      | composite-rate-premiums                                | plan.composite_rate_premiums                                    | a text          |
      | composite-rate-premiums-employee-only                  | plan.composite_rate_premiums.employee_only                      | a text          |
      | composite-rate-premiums-employee-plus-children         | plan.composite_rate_premiums.employee_plus_children             | a text          |
      | composite-rate-premiums-employee-plus-spouse           | plan.composite_rate_premiums.employee_plus_spouse               | a text          |
      | composite-rate-premiums-family                         | plan.composite_rate_premiums.family                             | a text          |
      | description                                            | plan.description                                                | a number        |
      | employer-contribution                                  | plan.employer_contribution                                      | a text          |
      | employer-contribution-dependent-amount                 | plan.employer_contribution.dependent_amount                     | a text          |
      | employer-contribution-method                           | plan.employer_contribution.method                               | an unknown word |
      | employer-contribution-subscriber-amount                | plan.employer_contribution.subscriber_amount                    | a text          |
      | employer-contribution-type                             | plan.employer_contribution.type                                 | an unknown word |
      | external-identifier                                    | plan.external_identifier                                        | a number        |
      | hsa                                                    | plan.hsa                                                        | a text          |
      | infertility-opt-in-rider                               | plan.infertility_opt_in_rider                                   | a text          |
      | level                                                  | plan.level                                                      | an unknown word |
      | months-after-rehire-eligibility                        | plan.months_after_rehire_eligibility                            | an unknown word |
      | plan-calendar                                          | plan.plan_calendar                                              | an unknown word |
      | plan-identifier                                        | plan.plan_identifier                                            | a number        |
      | product-line                                           | plan.product_line                                               | a number        |
      | riders                                                 | plan.riders                                                     | a text          |
      | riders-identifier                                      | plan.riders.[0].identifier                                      | a number        |
      | riders-identifier-type                                 | plan.riders.[0].identifier_type                                 | a number        |
      | self-administered                                      | plan.self_administered                                          | a text          |
      | taxation                                               | plan.taxation                                                   | an unknown word |
      | waiting-period                                         | plan.waiting_period                                             | a text          |
      | waiting-period-coverage-start                          | plan.waiting_period.coverage_start                              | an unknown word |
      | waiting-period-waiting-period                          | plan.waiting_period.waiting_period                              | an unknown word |
    # generated: end
