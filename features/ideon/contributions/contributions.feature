@ideon
Feature: Contributions
  How a group and its employees share the cost, which some carriers want to know for a first application.

  @id:ideon-contributions-created @clause:IDN-91 @clause:IDN-103 @happy-path @vendor
  Scenario: A contribution comes back as sent, at once and when it is read
    When a contribution is created with everything optional
    Then the call succeeds
    And the contribution has an id of its own
    And the contribution comes back as sent
    When the contribution is read
    Then the contribution comes back as sent
    And the contribution belongs to the coverage period

  @id:ideon-contributions-listed @clause:IDN-97 @clause:IDN-309 @happy-path @vendor
  Scenario: The contributions of a coverage period are listed as they were sent
    Given a contribution with "product_line" set to "medical"
    And another contribution with "product_line" set to "dental"
    When the contributions are listed
    Then the list has 2 entries
    And the list has the first contribution as sent
    And the list has the second contribution as sent

  @id:ideon-contributions-none @clause:IDN-97 @happy-path @vendor
  Scenario: A coverage period without contributions has an empty list of them
    Given a coverage period of the group
    When the contributions are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-contributions-apart @clause:IDN-97 @clause:IDN-309 @happy-path @vendor
  Scenario: The contributions of another coverage period are not in the list
    Given a coverage period with "carrier_name" set to "guardian"
    And a contribution of the coverage period
    And another coverage period with "carrier_name" set to "metlife"
    And another contribution of the coverage period
    When the contributions are listed
    Then the list has 1 entry
    And the list has the second contribution

  @id:ideon-contributions-changed @clause:IDN-109 @clause:IDN-103 @happy-path @vendor
  Scenario: A changed contribution reads as it was updated
    Given a contribution of the coverage period
    When the contribution is updated with these values
      | member                          | value |
      | type                            | fixed |
      | contribution_amounts.subscriber | 12500 |
    Then the call succeeds
    And the contribution comes back as updated
    And the contribution keeps its id
    When the contribution is read
    Then the contribution comes back as updated

  @id:ideon-contributions-changed-alone @clause:IDN-109 @clause:IDN-103 @happy-path @vendor
  Scenario: A change of one contribution leaves another one alone
    Given a contribution with "product_line" set to "medical"
    And another contribution with "product_line" set to "dental"
    When the second contribution is updated with "contributor" set to "employer"
    And the first contribution is read
    Then the first contribution comes back as sent
