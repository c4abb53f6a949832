@ideon
Feature: Coverage periods
  The plan year of a group with one carrier. Ideon takes it through its states until the data are live.

  @id:ideon-periods-created @clause:IDN-65 @clause:IDN-79 @clause:IDN-291 @happy-path @vendor
  Scenario: A new coverage period is in its initial state and reads as it was sent
    When a coverage period is created with everything optional
    Then the call succeeds
    And the coverage period has an id of its own
    And the coverage period comes back as sent
    And the coverage period is "initial"
    When the coverage period is read
    Then the coverage period comes back as sent
    And the coverage period is "initial"

  @id:ideon-periods-minimal @clause:IDN-65 @happy-path @vendor
  Scenario: A coverage period needs no more than its start and its carrier
    When a coverage period is created
    Then the call succeeds
    And the coverage period comes back as sent

  @id:ideon-periods-window-open @clause:IDN-65 @clause:IDN-79 @happy-path @vendor
  Scenario Outline: A coverage period without <what> of Open Enrollment has none when it is read
    When a coverage period is created
    Then the coverage period has "<member>" set to "nothing"
    When the coverage period is read
    Then the coverage period has "<member>" set to "nothing"

    Examples:
      | case  | what      | member                     |
      | start | the start | open_enrollment_start_date |
      | end   | the end   | open_enrollment_end_date   |

  @id:ideon-periods-type @clause:IDN-290 @happy-path @vendor
  Scenario Outline: A coverage period can be for <words>
    When a coverage period is created with "enrollment_type" set to "<value>"
    Then the call succeeds
    And the coverage period has "enrollment_type" set to "<value>"
    When the coverage period is read
    Then the coverage period has "enrollment_type" set to "<value>"

    Examples:
      | case                | words                 | value               |
      | member_management   | member management     | member_management   |
      | initial_installment | a group installment   | initial_installment |
      | renewal             | a renewal             | renewal             |

  @id:ideon-periods-carrier @clause:IDN-65 @clause:IDN-289 @happy-path @vendor
  Scenario Outline: A coverage period with <carrier> is accepted
    When a coverage period is created with "carrier_name" set to "<carrier>"
    Then the call succeeds
    And the coverage period has "carrier_name" set to "<carrier>"

    Examples:
      | case                                    | carrier                                 |
      | cigna                                   | cigna                                   |
      | humana                                  | humana                                  |
      | guardian                                | guardian                                |
      | kaiser                                  | kaiser                                  |
      | anthem                                  | anthem                                  |
      | aetna                                   | aetna                                   |
      | blue_shield_of_california               | blue_shield_of_california               |
      | metlife                                 | metlife                                 |
      | unitedhealthcare                        | unitedhealthcare                        |
      | blue_cross_blue_shield_of_florida       | blue_cross_blue_shield_of_florida       |
      | blue_cross_blue_shield_of_illinois      | blue_cross_blue_shield_of_illinois      |
      | blue_cross_blue_shield_of_texas         | blue_cross_blue_shield_of_texas         |
      | blue_cross_blue_shield_of_massachusetts | blue_cross_blue_shield_of_massachusetts |
      | oxford                                  | oxford                                  |
      | carefirst                               | carefirst                               |
      | premera_blue_cross                      | premera_blue_cross                      |
      | regence                                 | regence                                 |
      | selecthealth                            | selecthealth                            |
      | unum                                    | unum                                    |
      | lincoln                                 | lincoln                                 |
      | blue_cross_blue_shield_of_kansas_city   | blue_cross_blue_shield_of_kansas_city   |
      | calchoice                               | calchoice                               |
      | voya                                    | voya                                    |
      | principal                               | principal                               |
      | oscar                                   | oscar                                   |
      | friday_health                           | friday_health                           |
      | beam                                    | beam                                    |
      | symetra                                 | symetra                                 |

  @id:ideon-periods-several @clause:IDN-65 @clause:IDN-79 @happy-path @vendor
  Scenario: Two coverage periods of a group keep their carriers and their numbers apart
    Given a coverage period with these values
      | member               | value    |
      | carrier_name         | humana   |
      | carrier_group_number | 123456   |
    And another coverage period with these values
      | member               | value    |
      | carrier_name         | guardian |
      | carrier_group_number | 12345678 |
    When the first coverage period is read
    Then the coverage period has "carrier_name" set to "humana"
    When the second coverage period is read
    Then the coverage period has "carrier_name" set to "guardian"
    And the coverage period has an id of its own

  @id:ideon-periods-stable @clause:IDN-79 @happy-path @vendor
  Scenario: A coverage period that is read twice reads the same
    Given a coverage period of the group
    When the coverage period is read
    And the coverage period is read again
    Then both answers are the same
