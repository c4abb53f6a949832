@ideon
Feature: Subscribers who are changed
  A change of a subscriber is about that person alone: dependents have a change of their own, and coverage takes a new
  qualifying life event.

  @id:ideon-subscribers-changed @clause:IDN-171 @clause:IDN-167 @happy-path @vendor
  Scenario: A changed subscriber reads as changed, under the same id
    Given a subscriber of the group
    When the subscriber is updated with these values
      | member                             | value     |
      | last_name                          | Meadow    |
      | marital_status                     | married   |
      | residential_address.address_line_1 | 7 Mill Ln |
      | employment_details.status          | part_time |
    Then the call succeeds
    And the subscriber comes back as updated
    And the subscriber keeps its id
    When the subscriber is read
    Then the subscriber comes back as updated

  @id:ideon-subscribers-changed-bare @clause:IDN-171 @happy-path @vendor
  Scenario: A change answers with the subscriber alone, without a wrapper
    Given a subscriber of the group
    When the subscriber is updated with "last_name" set to "Meadow"
    Then the call succeeds
    And the answer is the subscriber without a wrapper

  @id:ideon-subscribers-changed-dependents @clause:IDN-328 @happy-path @vendor
  Scenario: A change of a subscriber leaves the dependents alone
    Given a subscriber with 2 dependents
    When the subscriber is updated with "last_name" set to "Meadow"
    Then the call succeeds
    When the subscriber is read
    Then the dependents of the subscriber are as they were

  @id:ideon-subscribers-changed-coverage @clause:IDN-328 @happy-path @vendor
  Scenario: A change of a subscriber leaves the qualifying life events alone
    Given a subscriber of the group
    And a qualifying life event of the subscriber
    When the subscriber is updated with "last_name" set to "Meadow"
    And the qualifying life events are listed
    Then the list has 1 entry
    And the list has the qualifying life event as sent

  @id:ideon-subscribers-changed-rest @clause:IDN-171 @happy-path @vendor
  Scenario: A change of a subscriber leaves what it does not mention as it was
    Given a subscriber with these values
      | member         | value   |
      | first_name     | Robin   |
      | middle_name    | Quill   |
      | marital_status | widowed |
    When the subscriber is updated with "last_name" set to "Meadow"
    Then the call succeeds
    When the subscriber is read
    Then the rest of the subscriber is as it was

  @id:ideon-subscribers-changed-alone @clause:IDN-171 @clause:IDN-167 @happy-path @vendor
  Scenario: A change of one subscriber leaves another one alone
    Given a subscriber of the group
    And another subscriber of the group
    When the second subscriber is updated with "last_name" set to "Meadow"
    And the first subscriber is read
    Then the first subscriber comes back as sent

  @id:ideon-subscribers-abroad @clause:IDN-330 @clause:IDN-171 @happy-path @vendor
  Scenario: A subscriber can move abroad
    Given a subscriber of the group
    When the subscriber is updated with "residential_address.country_code" set to "CAN"
    Then the call succeeds
    And the subscriber has "residential_address.country_code" set to "CAN"

  @id:ideon-subscribers-moves-location @clause:IDN-171 @clause:IDN-381 @happy-path @vendor
  Scenario: A subscriber can move to another location of the group
    Given a subscriber of the group
    And a location of the group
    When the subscriber is moved to the location
    Then the call succeeds
    When the subscriber is read
    Then the subscriber works at the location
