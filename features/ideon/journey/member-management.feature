@ideon
Feature: A group in force, from its loading to its renewal
  The steps of member management in their order: the group is loaded once, its data go to the carrier, and from then on
  people come, change, leave and stay on under COBRA, until the year is renewed. The other folders take each step alone.

  @id:ideon-journey-loading @happy-path @vendor
  @clause:IDN-38 @clause:IDN-49 @clause:IDN-65 @clause:IDN-133 @clause:IDN-145 @clause:IDN-157 @clause:IDN-189
  @clause:IDN-87 @clause:IDN-45 @clause:IDN-167 @clause:IDN-205 @clause:IDN-163 @clause:IDN-195 @clause:IDN-255
  Scenario: A group in force is loaded, from its locations to the setup of its coverage period
    When a group is created
    Then the call succeeds
    And the group has an id of its own
    When a location is created
    Then the location has an id of its own
    When a coverage period is created with "enrollment_type" set to "member_management"
    Then the coverage period is "initial"
    When a plan is created with "product_line" set to "medical"
    Then the plan has an id of its own
    When an employment classification is created with "type" set to "class"
    Then the call succeeds
    When a subscriber is created in the "class" of that classification
    Then the call succeeds
    When another subscriber is created with 2 dependents
    Then the subscriber has 2 dependents, each with an id of its own
    When a qualifying life event is created with "event" set to "initial_enrollment"
    Then the qualifying life event is "pending"
    When the setup of the coverage period is completed
    Then the call succeeds
    When the group is subscribed to
    Then the call succeeds
    When the group is read
    Then the group is "pending"
    And the group shows the coverage period
    And the group shows the employment classification
    When the subscribers are listed
    Then the list has 2 entries
    When the qualifying life events are listed
    Then the list has 1 entry
    When the enrollment problems are listed
    Then the list has 0 entries

  @id:ideon-journey-setup-first @happy-path @vendor
  @clause:IDN-87 @clause:IDN-302 @clause:IDN-189 @clause:IDN-343
  Scenario: A qualifying life event that comes after the setup was completed is accepted too
    Given a coverage period of the group
    And a subscriber of the group
    When the setup of the coverage period is completed
    Then the call succeeds
    When a qualifying life event is created
    Then the call succeeds
    And the qualifying life event is "pending"
    When the setup of the coverage period is completed
    Then the call succeeds

  @id:ideon-journey-live @happy-path @vendor @simulated-only
  @clause:IDN-280 @clause:IDN-290 @clause:IDN-332 @clause:IDN-343 @clause:IDN-239 @clause:IDN-243 @clause:IDN-205
  @clause:IDN-209 @clause:IDN-215 @clause:IDN-171
  Scenario: A group goes live, a problem is found, and it is resolved
    Given a subscriber with 1 dependent
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the setup of the coverage period was completed
    When the coverage period moves to "test"
    And the coverage period moves to "production"
    And the coverage period is transmitted
    And the group is read
    Then the group is "synced"
    When the subscriber is read
    Then the subscriber is "synced"
    When the coverage transmissions are listed
    Then the list has 2 entries
    When an enrollment problem is opened
    And the enrollment problems are listed
    Then the enrollment problem in the list is "unresolved"
    When the subscriber is updated with "birth_date" set to "1984-02-29"
    Then the call succeeds
    When the enrollment problem is commented on
    Then the call succeeds
    When the enrollment problem is resolved
    Then the enrollment problem is "resolved"
    When the enrollment problems are listed with "status" set to "unresolved"
    Then the list has 0 entries

  @id:ideon-journey-addition @happy-path @vendor
  @clause:IDN-157 @clause:IDN-189 @clause:IDN-163 @clause:IDN-195 @clause:IDN-341
  Scenario: An employee is hired
    Given a group that is loaded
    When another subscriber is created
    Then the call succeeds
    When a qualifying life event is created on the day of hire
    Then the call succeeds
    And the qualifying life event has "event" set to "new_hire"
    And the qualifying life event is "pending"
    When the subscribers are listed
    Then the list has 2 entries

  @id:ideon-journey-change @happy-path @vendor
  @clause:IDN-177 @clause:IDN-189 @clause:IDN-195 @clause:IDN-344 @clause:IDN-339
  Scenario Outline: A family changes by a <event>
    Given a group that is loaded
    When a dependent is created with "subscriber_relationship" set to "<relationship>"
    Then the dependent has an id of its own
    When another qualifying life event is created with "event" set to "<event>"
    Then the qualifying life event is "pending"
    When the qualifying life events are listed
    Then the list has 2 entries
    And the qualifying life events stand in the list from the newest to the oldest
    When the subscriber is read
    Then the subscriber shows the dependent as sent

    Examples:
      | case     | event    | relationship |
      | birth    | birth    | child        |
      | marriage | marriage | spouse       |

  @id:ideon-journey-demographic @happy-path @vendor
  @clause:IDN-171 @clause:IDN-183 @clause:IDN-167 @clause:IDN-328 @clause:IDN-195
  Scenario: A demographic change takes no qualifying life event
    Given a group that is loaded
    And a dependent of the subscriber
    When the subscriber is updated with "residential_address.address_line_1" set to "7 Mill Ln"
    Then the call succeeds
    When the dependent is updated with "last_name" set to "Meadow"
    Then the call succeeds
    When the subscriber is read
    Then the subscriber comes back as updated
    And the subscriber shows the dependent as updated
    When the qualifying life events are listed
    Then the list has 1 entry

  @id:ideon-journey-termination @happy-path @vendor
  @clause:IDN-171 @clause:IDN-189 @clause:IDN-195 @clause:IDN-344
  Scenario: An employee leaves, and stays covered under COBRA
    Given a group that is loaded
    When the subscriber is updated with these values
      | member                      | value                  |
      | employment_details.status   | terminated             |
      | employment_details.end_date | 06-30 of the plan year |
    Then the call succeeds
    When another qualifying life event is created with "event" set to "termination_of_employment"
    Then the qualifying life event is "pending"
    When another qualifying life event is created with "event" set to "cobra"
    Then the qualifying life event is "pending"
    When the qualifying life events are listed
    Then the list has 3 entries
    And the qualifying life events stand in the list from the newest to the oldest
    When the subscriber is read
    Then the subscriber has "employment_details.status" set to "terminated"

  @id:ideon-journey-termination-sent @happy-path @vendor @simulated-only
  @clause:IDN-348 @clause:IDN-239 @clause:IDN-343 @clause:IDN-189
  Scenario: The carrier is told that the coverages ended, and then of those under COBRA
    Given a group that is loaded
    And the coverage period was transmitted
    And the employment of the subscriber ended
    And the coverage period was transmitted
    When the coverage transmissions are listed
    Then each coverage of the family has ended
    When another qualifying life event is created with "event" set to "cobra"
    And the coverage period is transmitted
    And the qualifying life events are listed
    Then the third qualifying life event in the list is "synced"

  @id:ideon-journey-several-carriers @happy-path @vendor
  @clause:IDN-65 @clause:IDN-189 @clause:IDN-344 @clause:IDN-302
  Scenario: A group with two carriers passes one qualifying life event for each of them
    Given a group that is loaded
    When another coverage period is created with "carrier_name" set to "metlife"
    Then the coverage period is "initial"
    When another qualifying life event is created
    Then the qualifying life event is "pending"
    When the setup of the coverage period is completed
    Then the call succeeds
    When the qualifying life events are listed
    Then the list has 2 entries
    And the list has the first qualifying life event as sent
    And the list has the second qualifying life event as sent

  @id:ideon-journey-renewal @happy-path @vendor
  @clause:IDN-65 @clause:IDN-133 @clause:IDN-189 @clause:IDN-87 @clause:IDN-282 @clause:IDN-344
  Scenario: The year is renewed with a coverage period of its own
    Given a group that is loaded
    When another coverage period is created with these values
      | member              | value                   |
      | enrollment_type     | renewal                 |
      | coverage_start_date | 01-01 of the year after |
      | coverage_end_date   | 12-31 of the year after |
    Then the coverage period is "initial"
    When another plan is created
    Then the plan has an id of its own
    When another qualifying life event is created with "event" set to "open_enrollment"
    Then the qualifying life event is "pending"
    When the setup of the coverage period is completed
    Then the call succeeds
    When the group is read
    Then the group shows the first coverage period
    And the group shows the second coverage period
