@ideon
Feature: The first application of a group, in one story
  The steps of the group installment walk-through in their order, each with the ids that the steps before it gave: the
  group, its coverage period, what the carrier offers, the plans, who shares the cost, the employees and their elections,
  and at the end the completed setup. The other folders take each step alone.

  @id:ideon-journey-installment @happy-path @vendor
  @clause:IDN-55 @clause:IDN-60 @clause:IDN-278 @clause:IDN-65 @clause:IDN-83 @clause:IDN-115 @clause:IDN-121
  @clause:IDN-127 @clause:IDN-133 @clause:IDN-139 @clause:IDN-91 @clause:IDN-97 @clause:IDN-103 @clause:IDN-109
  @clause:IDN-145 @clause:IDN-151 @clause:IDN-157 @clause:IDN-177 @clause:IDN-189 @clause:IDN-199 @clause:IDN-221
  @clause:IDN-87 @clause:IDN-79 @clause:IDN-386
  Scenario: A group applies for the first time, corrects its data, and is set up
    When a group installment is created with 1 secondary location
    Then the call succeeds
    And each location of the group installment has an id of its own
    When the group installment is updated with "employer.organization_name" set to "Granite Works"
    Then the call succeeds
    When a coverage period is created with "enrollment_type" set to "initial_installment"
    Then the call succeeds
    And the coverage period is "initial"
    When the coverage period is updated with "carrier_group_number" set to "654321"
    Then the call succeeds
    When a plan availability request is created
    Then the plan availability request is "pending"
    When the plan availability request is read until it is decided
    Then the plan availability request is "complete"
    When the available plans are listed
    Then the list is not empty
    When a plan is created with "product_line" set to "medical"
    Then the plan has an id of its own
    When another plan is created with "product_line" set to "dental"
    Then the plan has an id of its own
    When the plan is updated with "description" set to "Dental, revised"
    Then the plan comes back as updated
    When a contribution is created
    Then the contribution comes back as sent
    When the contribution is updated with "contributor" set to "employer"
    Then the contribution comes back as updated
    When the contributions are listed
    Then the list has 1 entry
    When an employment classification is created
    Then the call succeeds
    When the employment classification is updated with "description" set to "Everybody in Ohio"
    Then the call succeeds
    When a subscriber is created with 1 dependent
    Then the subscriber has 1 dependent, each with an id of its own
    When a dependent is created
    Then the dependent has an id of its own
    When a qualifying life event is created with "event" set to "initial_enrollment"
    Then the qualifying life event is "pending"
    When the qualifying life event is updated with "date" set to "01-02 of the plan year"
    Then the qualifying life event comes back as updated
    When the supporting documents are listed
    Then the call succeeds
    When the setup of the coverage period is completed
    Then the call succeeds
    When the coverage period is read
    Then the coverage period keeps its id
    When the group is read
    Then the group shows the coverage period
    And the group shows the employment classification

  @id:ideon-journey-installment-signed @happy-path @vendor @simulated-only
  @clause:IDN-55 @clause:IDN-65 @clause:IDN-157 @clause:IDN-189 @clause:IDN-221 @clause:IDN-225 @clause:IDN-87
  Scenario: An installment whose carrier wants a signature is signed and set up
    Given a group installment
    And a coverage period of the group
    And a subscriber of the group
    And a qualifying life event of the subscriber
    And a supporting document of the qualifying life event
    When the supporting documents are listed
    Then the supporting document in the list names the qualifying life event
    When the signed supporting document is attached with its signatures
    Then the call succeeds
    When the setup of the coverage period is completed
    Then the call succeeds
    When the coverage period is read
    Then the coverage period is "configuration"
