@oscar
Feature: Set up autopay
  A payment preference switches autopay on or off, and says who owns the payment method. What was set can be read back.

  @id:oscar-autopay-on @clause:OSC-33 @clause:OSC-34 @happy-path @vendor
  Scenario: Setting up autopay is confirmed
    Given an enrolled member
    When autopay is switched on
    Then the call succeeds
    And the response confirms that autopay is on

  @id:oscar-autopay-owner @clause:OSC-33 @clause:OSC-35 @happy-path @vendor
  Scenario: A payment method of the vendor partner is confirmed as such
    Given an enrolled member
    When autopay is switched on
    Then the call succeeds
    And the payment method owner is "VENDOR"

  @id:oscar-autopay-read-back @clause:OSC-36 @happy-path @vendor
  Scenario: The preference that was just set is read back
    Given an enrolled member
    And autopay is switched on
    When the payment preferences are read
    Then the response contains one payment preference
    And autopay reads as on

  @id:oscar-autopay-off @clause:OSC-33 @clause:OSC-36 @happy-path @vendor
  Scenario: Autopay that is switched off reads as off
    Given an enrolled member
    And autopay is switched on
    When autopay is switched off
    Then the response confirms that autopay is off
    When the payment preferences are read
    Then autopay reads as off

  @id:oscar-autopay-on-again @clause:OSC-33 @clause:OSC-34 @clause:OSC-36 @happy-path @vendor
  Scenario: Autopay that is switched on again reads as on
    Given an enrolled member
    And autopay is switched on
    And autopay is switched off
    When autopay is switched on
    Then the response confirms that autopay is on
    When the payment preferences are read
    Then autopay reads as on

  @id:oscar-autopay-one-preference @clause:OSC-33 @clause:OSC-36 @happy-path @vendor
  Scenario: Setting a preference again updates it instead of adding another
    Given an enrolled member
    And autopay is switched on
    And autopay is switched on
    When the payment preferences are read
    Then the response contains one payment preference

  @id:oscar-autopay-own @clause:OSC-33 @clause:OSC-36 @happy-path @vendor
  Scenario: One member's autopay is no one else's
    Given another enrolled member
    And an enrolled member
    When autopay is switched on
    And the payment preferences are read
    Then autopay reads as on
    When the payment preferences of the other member are read
    Then there is no payment preference
