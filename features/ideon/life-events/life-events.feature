@ideon
Feature: Qualifying life events
  Whatever happens to the coverage of a family is a qualifying life event: even the first enrollment is one. It carries
  the elections.

  @id:ideon-life-events-created @clause:IDN-189 @clause:IDN-343 @happy-path @vendor
  Scenario: A new qualifying life event is pending and comes back as sent
    When a qualifying life event is created with everything optional
    Then the call succeeds
    And the qualifying life event has an id of its own
    And the qualifying life event comes back as sent
    And the qualifying life event is "pending"

  @id:ideon-life-events-minimal @clause:IDN-189 @clause:IDN-340 @happy-path @vendor
  Scenario: A qualifying life event needs no more than what the reference asks for
    When a qualifying life event is created
    Then the call succeeds
    And the qualifying life event comes back as sent

  @id:ideon-life-events-listed @clause:IDN-195 @happy-path @vendor
  Scenario: A qualifying life event stands in the list of its subscriber as sent
    When a qualifying life event is created with everything optional
    And the qualifying life events are listed
    Then the list has 1 entry
    And the list has the qualifying life event as sent

  @id:ideon-life-events-none @clause:IDN-195 @happy-path @vendor
  Scenario: A subscriber without qualifying life events has an empty list of them
    Given a subscriber of the group
    When the qualifying life events are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-life-events-own @clause:IDN-195 @happy-path @vendor
  Scenario: The qualifying life events of another family are not in the list
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another subscriber of the group
    And another qualifying life event of the subscriber
    When the qualifying life events of the first subscriber are listed
    Then the list has 1 entry
    And the list has the first qualifying life event

  @id:ideon-life-events-newest @clause:IDN-344 @clause:IDN-195 @happy-path @vendor
  Scenario: The newest qualifying life event stands first in the list
    Given a qualifying life event with "event" set to "initial_enrollment"
    And another qualifying life event with "event" set to "marriage"
    And another qualifying life event with "event" set to "birth"
    When the qualifying life events are listed
    Then the qualifying life events stand in the list from the newest to the oldest

  @id:ideon-life-events-newest-created @clause:IDN-344 @happy-path @vendor
  Scenario: The order is that of creation, not that of the dates of the events
    Given a qualifying life event with "date" set to "06-10 of this year"
    And another qualifying life event with "date" set to "06-01 of this year"
    And another qualifying life event with "date" set to "06-20 of this year"
    When the qualifying life events are listed
    Then the qualifying life events stand in the list from the newest to the oldest

  @id:ideon-life-events-span @clause:IDN-344 @clause:IDN-195 @happy-path @vendor
  Scenario: The list spans the coverage periods of a subscriber
    Given a subscriber of the group
    And a coverage period with "carrier_name" set to "guardian"
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another coverage period with "carrier_name" set to "metlife"
    And a plan of the coverage period
    And another qualifying life event of the subscriber
    When the qualifying life events are listed
    Then the list has 2 entries
    And the list has the first qualifying life event as sent
    And the list has the second qualifying life event as sent

  @id:ideon-life-events-election @clause:IDN-352 @clause:IDN-342 @happy-path @vendor
  Scenario: An election of a plan for members of the family comes back as sent
    Given a subscriber with 1 dependent
    And a plan of the coverage period
    When a qualifying life event is created with an election of the plan for the whole family
    Then the elections come back as sent, or such elections are refused

  @id:ideon-life-events-waiver @clause:IDN-352 @clause:IDN-342 @happy-path @vendor
  Scenario: A waiver of a product line comes back as sent
    When a qualifying life event is created with a waiver
    Then the elections come back as sent, or such elections are refused

  @id:ideon-life-events-superseded @clause:IDN-343 @happy-path @vendor @simulated-only
  Scenario: A later qualifying life event supersedes one that is still pending
    Given a qualifying life event with "event" set to "new_hire"
    And another qualifying life event with "event" set to "marriage"
    When the qualifying life events are listed
    Then the first qualifying life event in the list is "superseded"
    And the second qualifying life event in the list is "pending"

  @id:ideon-life-events-not-superseded @clause:IDN-343 @clause:IDN-344 @happy-path @vendor @simulated-only
  Scenario: A qualifying life event does not supersede one of another coverage period
    Given a subscriber of the group
    And a coverage period with "carrier_name" set to "guardian"
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another coverage period with "carrier_name" set to "metlife"
    And a plan of the coverage period
    And another qualifying life event of the subscriber
    When the qualifying life events are listed
    Then the first qualifying life event in the list is "pending"
    And the second qualifying life event in the list is "pending"

  @id:ideon-life-events-synced @clause:IDN-343 @happy-path @vendor @simulated-only
  Scenario: A qualifying life event is synced once the carrier has accepted it
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the qualifying life events are listed
    Then the qualifying life event in the list is "synced"

  @id:ideon-life-events-submitted @clause:IDN-343 @happy-path @vendor @simulated-only
  Scenario: A qualifying life event is submitted while the carrier has not answered
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period is on its way to the carrier
    When the qualifying life events are listed
    Then the qualifying life event in the list is "submitted"

  @id:ideon-life-events-errors @clause:IDN-343 @happy-path @vendor @simulated-only
  Scenario: A qualifying life event has errors where the carrier reports a problem
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the subscriber
    And the coverage period was transmitted
    When the qualifying life events are listed
    Then the qualifying life event in the list is "errors"

  @id:ideon-life-events-changed @clause:IDN-199 @happy-path @vendor
  Scenario: A repaired qualifying life event comes back and is listed as changed, under the same id
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    When the qualifying life event is updated with these values
      | member                 | value                  |
      | event                  | re_hire                |
      | date                   | 02-02 of the plan year |
      | eligibility_start_date | 03-01 of the plan year |
    Then the call succeeds
    And the qualifying life event keeps its id
    And the qualifying life event comes back as updated
    When the qualifying life events are listed
    Then the list has 1 entry
    And the list has the qualifying life event as updated

  @id:ideon-life-events-changed-place @clause:IDN-199 @clause:IDN-344 @happy-path @vendor
  Scenario: A repaired qualifying life event keeps its place in the list
    Given a qualifying life event with "event" set to "initial_enrollment"
    And another qualifying life event with "event" set to "marriage"
    When the first qualifying life event is updated with "date" set to "01-02 of the plan year"
    And the qualifying life events are listed
    Then the qualifying life events stand in the list from the newest to the oldest

  @id:ideon-life-events-changed-elections @clause:IDN-199 @clause:IDN-340 @happy-path @vendor
  Scenario: The elections of a qualifying life event can be repaired
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    When the elections of the qualifying life event are updated to another plan
    Then the call succeeds
    And the elections come back as sent
