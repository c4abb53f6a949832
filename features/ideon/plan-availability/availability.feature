@ideon
Feature: Plans that a carrier offers
  Before a first application Ideon asks the carrier what a group can have. The answer takes a while.

  @id:ideon-availability-pending @clause:IDN-115 @clause:IDN-310 @happy-path @vendor
  Scenario: A request for the plans of a carrier is pending at first
    When a plan availability request is created
    Then the call succeeds
    And the plan availability request has an id of its own
    And the plan availability request is "pending"

  @id:ideon-availability-as-sent @clause:IDN-311 @clause:IDN-121 @happy-path @vendor
  Scenario: A request repeats what was asked for, at once and when it is read
    When a plan availability request is created with everything optional
    Then the plan availability request comes back as sent
    When the plan availability request is read
    Then the plan availability request comes back as sent
    And the plan availability request keeps its id

  @id:ideon-availability-complete @clause:IDN-310 @clause:IDN-121 @happy-path @vendor
  Scenario: A request that the carrier has answered is complete
    Given a plan availability request of the coverage period
    When the plan availability request is read until it is decided
    Then the plan availability request is "complete"

  @id:ideon-availability-not-at-once @clause:IDN-310 @clause:IDN-121 @happy-path @vendor @simulated-only
  Scenario: A request that is read at once is still pending
    Given a plan availability request of the coverage period
    When the plan availability request is read
    Then the plan availability request is "pending"

  @id:ideon-availability-plans @clause:IDN-127 @clause:IDN-313 @happy-path @vendor
  Scenario: The plans of a complete request have their names, types and codes
    Given a plan availability request that is complete
    When the available plans are listed
    Then the call succeeds
    And the list is not empty
    And each entry of the list has these texts
      | member        |
      | plan_name     |
      | plan_type     |
      | contract_code |
      | hios_id       |

  @id:ideon-availability-asked @clause:IDN-313 @clause:IDN-311 @happy-path @vendor
  Scenario: A request for plans by their HIOS ids lists these plans
    When a plan availability request is created with everything optional
    And the plan availability request is read until it is decided
    And the available plans are listed
    Then the list is not empty
    And each entry of the list is a plan that was asked for

  @id:ideon-availability-apart @clause:IDN-121 @clause:IDN-311 @happy-path @vendor
  Scenario: Two requests have two ids, and each keeps its product line
    Given a plan availability request with "product_line" set to "medical"
    And another plan availability request with "product_line" set to "dental"
    When the first plan availability request is read
    Then the plan availability request has "product_line" set to "medical"
    When the second plan availability request is read
    Then the plan availability request has "product_line" set to "dental"

  @id:ideon-availability-error @clause:IDN-310 @clause:IDN-121 @happy-path @vendor @simulated-only
  Scenario: A request that the carrier cannot answer ends in an error
    Given a plan availability request of the coverage period
    And the carrier cannot answer the plan availability request
    When the plan availability request is read until it is decided
    Then the plan availability request is "error"
