@ideon
Feature: Dependents
  The family of a subscriber. Dependents come along with the subscriber, or later and alone.

  @id:ideon-dependents-created @clause:IDN-177 @clause:IDN-339 @happy-path @vendor
  Scenario: A dependent gets an id of its own and appears in its subscriber as sent
    Given a subscriber of the group
    When a dependent is created with everything optional
    Then the call succeeds
    And the dependent has an id of its own
    And the dependent comes back as sent
    When the subscriber is read
    Then the subscriber shows the dependent as sent

  @id:ideon-dependents-minimal @clause:IDN-177 @clause:IDN-337 @happy-path @vendor
  Scenario: A dependent needs no more than what the reference asks for
    When a dependent is created
    Then the call succeeds
    And the dependent comes back as sent

  @id:ideon-dependents-beside-others @clause:IDN-339 @clause:IDN-327 @happy-path @vendor
  Scenario: A dependent who comes later stands beside those who came along
    Given a subscriber with 2 dependents
    When another dependent is created
    And the subscriber is read
    Then the subscriber has 3 dependents, each with an id of its own

  @id:ideon-dependents-own-family @clause:IDN-339 @happy-path @vendor
  Scenario: A dependent appears in no other family
    Given a subscriber of the group
    And a dependent of the subscriber
    And another subscriber of the group
    When the second subscriber is read
    Then the subscriber does not show the first dependent

  @id:ideon-dependents-changed @clause:IDN-183 @clause:IDN-339 @happy-path @vendor
  Scenario: A changed dependent appears in its subscriber as changed, under the same id
    Given a subscriber of the group
    And a dependent of the subscriber
    When the dependent is updated with these values
      | member         | value     |
      | last_name      | Meadow    |
      | student_status | part_time |
    Then the call succeeds
    And the dependent keeps its id
    And the dependent comes back as updated
    When the subscriber is read
    Then the subscriber shows the dependent as updated

  @id:ideon-dependents-changed-rest @clause:IDN-183 @happy-path @vendor
  Scenario: A change of a dependent leaves what it does not mention as it was
    Given a dependent with these values
      | member      | value |
      | first_name  | Robin |
      | middle_name | Quill |
    When the dependent is updated with "last_name" set to "Meadow"
    Then the call succeeds
    And the rest of the dependent is as it was

  @id:ideon-dependents-changed-alone @clause:IDN-183 @clause:IDN-339 @happy-path @vendor
  Scenario: A change of one dependent leaves the family alone
    Given a subscriber of the group
    And a dependent with "last_name" set to "Granite"
    And another dependent of the subscriber
    When the second dependent is updated with "last_name" set to "Meadow"
    And the subscriber is read
    Then the subscriber comes back as sent
    And the subscriber shows the first dependent as sent

  @id:ideon-dependents-pending @clause:IDN-333 @happy-path @vendor @simulated-only
  Scenario: A family that gains a dependent is pending once more
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    And a dependent of the subscriber
    When the subscriber is read
    Then the subscriber is "pending"
