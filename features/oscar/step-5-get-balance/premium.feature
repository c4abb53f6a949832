@oscar
Feature: Premiums in the balance
  The guide wants premium amounts to be as expected and names no member for them: we look for the premium that was
  enrolled, or that the last update stated.

  @id:oscar-premium-enrolled @clause:OSC-27 @clause:OSC-32 @happy-path @vendor
  Scenario Outline: The balance shows the enrolled premium of <premium>
    Given an enrolled member with a monthly premium of "<premium>"
    When the balance is read
    Then the call succeeds
    And the monthly premium is "<premium>"

    Examples:
      | case          | premium |
      | cents         | 329.32  |
      | whole-dollars | 300.00  |
      | four-digits   | 1234.50 |

  @id:oscar-premium-changed @clause:OSC-22 @clause:OSC-32 @happy-path @vendor
  Scenario: The balance shows the new premium that came with a dependent
    Given an enrolled member with a monthly premium of "329.32"
    And a child is added with a new monthly premium of "512.48"
    When the balance is read
    Then the monthly premium is "512.48"

  @id:oscar-premium-unchanged @clause:OSC-27 @clause:OSC-32 @happy-path @vendor
  Scenario: Autopay leaves the premium and the sum of the balance as they are
    Given an enrolled member with a monthly premium of "329.32"
    And autopay is switched on
    When the balance is read
    Then the monthly premium is "329.32"
    And the balance adds up

  @id:oscar-premium-own @clause:OSC-27 @clause:OSC-32 @happy-path @vendor
  Scenario: The balance shows a member's own premium and not another's
    Given another enrolled member
    And an enrolled member with a monthly premium of "411.07"
    When the balance is read
    Then the monthly premium is "411.07"
