@oscar
Feature: The whole guide in one story
  The seven steps of Oscar's testing guide in their order, each with what the steps before it gave: the connection,
  an enrollment, what Oscar says of it, a dependent, the balance, and autopay. The other folders take each step alone.

  @id:oscar-journey-one-member @happy-path @vendor
  @clause:OSC-3 @clause:OSC-5 @clause:OSC-9 @clause:OSC-12 @clause:OSC-14
  @clause:OSC-16 @clause:OSC-17 @clause:OSC-18 @clause:OSC-19 @clause:OSC-20 @clause:OSC-21
  @clause:OSC-22 @clause:OSC-23 @clause:OSC-24 @clause:OSC-25 @clause:OSC-26
  @clause:OSC-27 @clause:OSC-28 @clause:OSC-29 @clause:OSC-30 @clause:OSC-31 @clause:OSC-32
  @clause:OSC-33 @clause:OSC-34 @clause:OSC-35 @clause:OSC-36 @clause:OSC-37 @clause:OSC-38
  Scenario: One member goes from the first connection to autopay
    Given a new member outside Open Enrollment with a qualifying life event
    When the connection is checked
    Then Oscar answers with its welcome
    When the membership is created
    Then the call succeeds
    And the response has an "oscar_id"
    And the response has an "application_id"
    When the membership is read
    Then the membership lists the policy holder
    And the effectuation status of the policy holder is "EFFECTUATED"
    And the coverage of the policy holder starts as enrolled
    And the coverage of the policy holder ends as enrolled
    When a child is added
    Then the response contains the new dependent
    And the new dependent has a resolved Oscar id
    When the membership is read
    Then the membership lists the policy holder
    And the membership lists the new dependent
    When the balance is read
    Then the response has the amount "overdue_balance"
    And the response has the amount "upcoming_due_balance"
    And the response has the amount "credit_amount"
    And the response has the amount "overall_balance_amount"
    And the monthly premium is "329.32"
    When autopay is switched on
    Then the response confirms that autopay is on
    And the payment method owner is "VENDOR"
    When the payment preferences are read
    Then the response contains one payment preference
    And autopay reads as on

  @id:oscar-journey-whole-family @happy-path @vendor
  @clause:OSC-9 @clause:OSC-12 @clause:OSC-16 @clause:OSC-18 @clause:OSC-22 @clause:OSC-24 @clause:OSC-25
  @clause:OSC-26 @clause:OSC-27 @clause:OSC-33 @clause:OSC-36
  Scenario: A couple gains a child and the later calls know all three
    Given a new family of 2
    When the membership is created
    Then the call succeeds
    When a child is added
    Then the new dependent has a resolved Oscar id
    When the membership is read with the id of the new dependent
    Then the membership lists the whole family
    And the membership lists nobody else
    When autopay is switched on
    And the payment preferences are read
    Then autopay reads as on
    When the balance is read
    Then the balance adds up
    When the membership is read
    Then the membership lists the whole family
