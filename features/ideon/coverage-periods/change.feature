@ideon
Feature: Coverage periods that are corrected
  While a group is in the installment path, its coverage periods can be corrected.

  @id:ideon-periods-changed @clause:IDN-83 @clause:IDN-79 @happy-path @vendor
  Scenario: A corrected coverage period reads as it was corrected
    Given a group installment
    And a coverage period of the group
    When the coverage period is updated with these values
      | member                     | value                  |
      | coverage_end_date          | 11-30 of the plan year |
      | open_enrollment_start_date | 10-01 of this year     |
      | open_enrollment_end_date   | 10-20 of this year     |
    Then the call succeeds
    And the coverage period comes back as updated
    When the coverage period is read
    Then the coverage period comes back as updated

  @id:ideon-periods-changed-rest @clause:IDN-83 @happy-path @vendor
  Scenario: A correction of a coverage period leaves what it does not mention as it was
    Given a group installment
    And a coverage period of the group
    When the coverage period is updated with "carrier_group_number" set to "654321"
    Then the call succeeds
    When the coverage period is read
    Then the rest of the coverage period is as it was

  @id:ideon-periods-changed-state @clause:IDN-83 @clause:IDN-291 @happy-path @vendor
  Scenario: A correction keeps the id and the state of a coverage period
    Given a group installment
    And a coverage period of the group
    When the coverage period is updated with "carrier_group_number" set to "654321"
    Then the coverage period keeps its id
    And the coverage period is "initial"

  @id:ideon-periods-changed-type @clause:IDN-83 @clause:IDN-290 @happy-path @vendor
  Scenario: A coverage period of an installment can become one for member management
    Given a group installment
    And a coverage period with "enrollment_type" set to "initial_installment"
    When the coverage period is updated with "enrollment_type" set to "member_management"
    Then the call succeeds
    When the coverage period is read
    Then the coverage period has "enrollment_type" set to "member_management"

  @id:ideon-periods-changed-alone @clause:IDN-83 @happy-path @vendor
  Scenario: A correction of one coverage period leaves another one alone
    Given a group installment
    And a coverage period with these values
      | member               | value  |
      | carrier_name         | humana |
      | carrier_group_number | 123456 |
    And another coverage period with "carrier_name" set to "guardian"
    When the second coverage period is updated with "carrier_group_number" set to "654321"
    And the first coverage period is read
    Then the coverage period has "carrier_group_number" set to "123456"
