@oscar
Feature: Get the payment preferences
  The current autopay settings of a member can be read at any time, and stay until they are changed.

  @id:oscar-preferences-current @clause:OSC-37 @clause:OSC-38 @happy-path @vendor
  Scenario: The current autopay settings contain a payment preference
    Given an enrolled member
    And autopay is switched on
    When the payment preferences are read
    Then the call succeeds
    And the response contains one payment preference
    And autopay reads as on

  @id:oscar-preferences-none @clause:OSC-37 @happy-path @vendor
  Scenario: A member who set nothing has no payment preference
    Given an enrolled member
    When the payment preferences are read
    Then there is no payment preference

  @id:oscar-preferences-read-only @clause:OSC-37 @clause:OSC-38 @happy-path @vendor
  Scenario: Reading the preferences changes nothing in them
    Given an enrolled member
    And autopay is switched on
    And the payment preferences are read
    When the payment preferences are read
    Then the answer is the same as before

  @id:oscar-preferences-survive-update @clause:OSC-37 @clause:OSC-38 @happy-path @vendor
  Scenario: A preference stays when a dependent joins
    Given an enrolled member
    And autopay is switched on
    And a child is added
    When the payment preferences are read
    Then autopay reads as on
