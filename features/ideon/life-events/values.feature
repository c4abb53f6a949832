@ideon
Feature: The values of a qualifying life event
  Eleven events, and elections in sixteen product lines.

  @id:ideon-life-events-event @clause:IDN-341 @happy-path @vendor
  Scenario Outline: A qualifying life event can be "<value>"
    When a qualifying life event is created with "<member>" set to "<value>"
    Then the call succeeds
    And the qualifying life event has "<member>" set to "<value>"
    And the qualifying life event is "pending"

    Examples: events
      | case                      | member | value                     |
      | birth                     | event  | birth                     |
      | cobra                     | event  | cobra                     |
      | divorce                   | event  | divorce                   |
      | initial_enrollment        | event  | initial_enrollment        |
      | loss_of_coverage          | event  | loss_of_coverage          |
      | marriage                  | event  | marriage                  |
      | new_hire                  | event  | new_hire                  |
      | newly_eligible            | event  | newly_eligible            |
      | open_enrollment           | event  | open_enrollment           |
      | termination_of_employment | event  | termination_of_employment |
      | re_hire                   | event  | re_hire                   |

  @id:ideon-life-events-line @clause:IDN-342 @happy-path @vendor
  Scenario Outline: An election can be for <line>
    When a qualifying life event is created with an election of <line>
    Then the call succeeds
    And the elections come back as sent

    Examples:
      | case                                          | line                                          |
      | medical                                       | medical                                       |
      | dental                                        | dental                                        |
      | vision                                        | vision                                        |
      | voluntary_life                                | voluntary_life                                |
      | non_voluntary_life                            | non_voluntary_life                            |
      | accidental_death_dismemberment                | accidental_death_dismemberment                |
      | voluntary_accidental_death_dismemberment      | voluntary_accidental_death_dismemberment      |
      | life_accidental_death_dismemberment           | life_accidental_death_dismemberment           |
      | voluntary_life_accidental_death_dismemberment | voluntary_life_accidental_death_dismemberment |
      | short_term_disability                         | short_term_disability                         |
      | long_term_disability                          | long_term_disability                          |
      | hospital_indemnity                            | hospital_indemnity                            |
      | critical_illness                              | critical_illness                              |
      | accident                                      | accident                                      |
      | cancer                                        | cancer                                        |
      | legal                                         | legal                                         |
