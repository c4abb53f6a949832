@ideon
Feature: Qualifying life events that are not accepted
  A life event names what happened and when, the coverage period and what was elected.

  @id:ideon-refusals-event-missing @clause:IDN-194 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A new life event without <member> is refused
    Given a complete request to create a qualifying life event that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing create-a-qle
    Examples:
      | case                   | member                                       |
      | qualifying-life-event  | qualifying_life_event                        |
      | coverage-period-id     | qualifying_life_event.coverage_period_id     |
      | date                   | qualifying_life_event.date                   |
      | eligibility-start-date | qualifying_life_event.eligibility_start_date |
      | event                  | qualifying_life_event.event                  |
      | plan-elections         | qualifying_life_event.plan_elections         |
    # generated: end

  @id:ideon-refusals-event-wrong @clause:IDN-194 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A new life event with <value> as <member> is refused
    Given a complete request to create a qualifying life event that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong create-a-qle
    Examples:
      | case                                                         | member                                                                             | value           |
      | qualifying-life-event                                        | qualifying_life_event                                                              | a text          |
      | coverage-period-id                                           | qualifying_life_event.coverage_period_id                                           | a number        |
      | date                                                         | qualifying_life_event.date                                                         | a number        |
      | eligibility-end-date                                         | qualifying_life_event.eligibility_end_date                                         | a number        |
      | eligibility-start-date                                       | qualifying_life_event.eligibility_start_date                                       | a number        |
      | enrollment-signature-date                                    | qualifying_life_event.enrollment_signature_date                                    | a number        |
      | event                                                        | qualifying_life_event.event                                                        | an unknown word |
      | external-identifier                                          | qualifying_life_event.external_identifier                                          | a number        |
      | plan-elections                                               | qualifying_life_event.plan_elections                                               | a text          |
      | plan-elections-accident                                      | qualifying_life_event.plan_elections.accident                                      | a number        |
      | plan-elections-accidental-death-dismemberment                | qualifying_life_event.plan_elections.accidental_death_dismemberment                | a number        |
      | plan-elections-cancer                                        | qualifying_life_event.plan_elections.cancer                                        | a number        |
      | plan-elections-critical-illness                              | qualifying_life_event.plan_elections.critical_illness                              | a number        |
      | plan-elections-dental                                        | qualifying_life_event.plan_elections.dental                                        | a number        |
      | plan-elections-hospital-indemnity                            | qualifying_life_event.plan_elections.hospital_indemnity                            | a number        |
      | plan-elections-legal                                         | qualifying_life_event.plan_elections.legal                                         | a number        |
      | plan-elections-life-accidental-death-dismemberment           | qualifying_life_event.plan_elections.life_accidental_death_dismemberment           | a number        |
      | plan-elections-long-term-disability                          | qualifying_life_event.plan_elections.long_term_disability                          | a number        |
      | plan-elections-medical                                       | qualifying_life_event.plan_elections.medical                                       | a number        |
      | plan-elections-non-voluntary-life                            | qualifying_life_event.plan_elections.non_voluntary_life                            | a number        |
      | plan-elections-short-term-disability                         | qualifying_life_event.plan_elections.short_term_disability                         | a number        |
      | plan-elections-vision                                        | qualifying_life_event.plan_elections.vision                                        | a number        |
      | plan-elections-voluntary-accidental-death-dismemberment      | qualifying_life_event.plan_elections.voluntary_accidental_death_dismemberment      | a number        |
      | plan-elections-voluntary-life                                | qualifying_life_event.plan_elections.voluntary_life                                | a number        |
      | plan-elections-voluntary-life-accidental-death-dismemberment | qualifying_life_event.plan_elections.voluntary_life_accidental_death_dismemberment | a number        |
      | received-date                                                | qualifying_life_event.received_date                                                | a number        |
    # generated: end

  @id:ideon-refusals-event-update-missing @clause:IDN-204 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @clause:IDN-26 @sad-path @vendor
  Scenario Outline: A life event's update without <member> is refused
    Given a complete request to update the qualifying life event that Ideon accepts
    When the same request is made without "<member>"
    Then the call is refused with 422
    And the refusal names "<member>" as missing

    # generated: begin 422 missing update-a-qle
    Examples:
      | case                   | member                                       |
      | qualifying-life-event  | qualifying_life_event                        |
      | coverage-period-id     | qualifying_life_event.coverage_period_id     |
      | date                   | qualifying_life_event.date                   |
      | eligibility-start-date | qualifying_life_event.eligibility_start_date |
      | event                  | qualifying_life_event.event                  |
      | plan-elections         | qualifying_life_event.plan_elections         |
    # generated: end

  @id:ideon-refusals-event-update-wrong @clause:IDN-204 @clause:IDN-17 @clause:IDN-22 @clause:IDN-23 @sad-path @vendor
  Scenario Outline: A life event's update with <value> as <member> is refused
    Given a complete request to update the qualifying life event that Ideon accepts
    When the same request is made with <value> as "<member>"
    Then the call is refused with 422
    And the refusal names "<member>"

    # generated: begin 422 wrong update-a-qle
    Examples:
      | case                                                         | member                                                                             | value           |
      | qualifying-life-event                                        | qualifying_life_event                                                              | a text          |
      | coverage-period-id                                           | qualifying_life_event.coverage_period_id                                           | a number        |
      | date                                                         | qualifying_life_event.date                                                         | a number        |
      | eligibility-end-date                                         | qualifying_life_event.eligibility_end_date                                         | a number        |
      | eligibility-start-date                                       | qualifying_life_event.eligibility_start_date                                       | a number        |
      | enrollment-signature-date                                    | qualifying_life_event.enrollment_signature_date                                    | a number        |
      | event                                                        | qualifying_life_event.event                                                        | an unknown word |
      | external-identifier                                          | qualifying_life_event.external_identifier                                          | a number        |
      | plan-elections                                               | qualifying_life_event.plan_elections                                               | a text          |
      | plan-elections-accident                                      | qualifying_life_event.plan_elections.accident                                      | a number        |
      | plan-elections-accidental-death-dismemberment                | qualifying_life_event.plan_elections.accidental_death_dismemberment                | a number        |
      | plan-elections-cancer                                        | qualifying_life_event.plan_elections.cancer                                        | a number        |
      | plan-elections-critical-illness                              | qualifying_life_event.plan_elections.critical_illness                              | a number        |
      | plan-elections-dental                                        | qualifying_life_event.plan_elections.dental                                        | a number        |
      | plan-elections-hospital-indemnity                            | qualifying_life_event.plan_elections.hospital_indemnity                            | a number        |
      | plan-elections-legal                                         | qualifying_life_event.plan_elections.legal                                         | a number        |
      | plan-elections-life-accidental-death-dismemberment           | qualifying_life_event.plan_elections.life_accidental_death_dismemberment           | a number        |
      | plan-elections-long-term-disability                          | qualifying_life_event.plan_elections.long_term_disability                          | a number        |
      | plan-elections-medical                                       | qualifying_life_event.plan_elections.medical                                       | a number        |
      | plan-elections-non-voluntary-life                            | qualifying_life_event.plan_elections.non_voluntary_life                            | a number        |
      | plan-elections-short-term-disability                         | qualifying_life_event.plan_elections.short_term_disability                         | a number        |
      | plan-elections-vision                                        | qualifying_life_event.plan_elections.vision                                        | a number        |
      | plan-elections-voluntary-accidental-death-dismemberment      | qualifying_life_event.plan_elections.voluntary_accidental_death_dismemberment      | a number        |
      | plan-elections-voluntary-life                                | qualifying_life_event.plan_elections.voluntary_life                                | a number        |
      | plan-elections-voluntary-life-accidental-death-dismemberment | qualifying_life_event.plan_elections.voluntary_life_accidental_death_dismemberment | a number        |
      | received-date                                                | qualifying_life_event.received_date                                                | a number        |
    # generated: end

  @id:ideon-refusals-event-period @clause:IDN-345 @clause:IDN-22 @sad-path @vendor
  Scenario: A new life event of an unknown coverage period is refused
    Given a request to create a qualifying life event that Ideon accepts
    When the same request is made about a coverage period that nobody has
    Then the call is refused with 422 or 404
    And the refusal is one error
