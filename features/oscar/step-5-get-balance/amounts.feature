@oscar
Feature: Get the balance
  The balance of a member says what is overdue, what falls due next, what stands to the member's credit, and the sum.

  @id:oscar-balance-overdue @clause:OSC-27 @clause:OSC-28 @happy-path @vendor
  Scenario: The balance says what is overdue
    Given an enrolled member
    When the balance is read
    Then the call succeeds
    And the response has the amount "overdue_balance"

  @id:oscar-balance-upcoming @clause:OSC-27 @clause:OSC-29 @happy-path @vendor
  Scenario: The balance says what falls due next
    Given an enrolled member
    When the balance is read
    Then the call succeeds
    And the response has the amount "upcoming_due_balance"

  @id:oscar-balance-credit @clause:OSC-27 @clause:OSC-30 @happy-path @vendor
  Scenario: The balance says what stands to the member's credit
    Given an enrolled member
    When the balance is read
    Then the call succeeds
    And the response has the amount "credit_amount"

  @id:oscar-balance-overall @clause:OSC-27 @clause:OSC-31 @happy-path @vendor
  Scenario: The balance has an overall amount
    Given an enrolled member
    When the balance is read
    Then the call succeeds
    And the response has the amount "overall_balance_amount"

  @id:oscar-balance-adds-up @clause:OSC-28 @clause:OSC-29 @clause:OSC-30 @clause:OSC-31 @happy-path @vendor
  Scenario: The overall amount is what is overdue and upcoming, less the credit
    Given an enrolled member
    When the balance is read
    Then the balance adds up

  @id:oscar-balance-becomes-overdue @clause:OSC-28 @clause:OSC-31 @happy-path @vendor @simulated-only
  Scenario: A premium that nobody paid when it fell due is overdue
    Given an enrolled member
    And 3 months pass
    When the balance is read
    Then the amount "overdue_balance" is above zero
    And the balance adds up
