@ideon
Feature: Subscribers
  The employees of a group. Their families can come along in the same call.

  @id:ideon-subscribers-created @clause:IDN-157 @clause:IDN-382 @clause:IDN-167 @happy-path @vendor
  Scenario: Everything that is said of a subscriber comes back, at once and when it is read
    When a subscriber is created with everything optional
    Then the call succeeds
    And the subscriber has an id of its own
    And the subscriber comes back as sent
    When the subscriber is read
    Then the subscriber comes back as sent

  @id:ideon-subscribers-minimal @clause:IDN-157 @clause:IDN-325 @happy-path @vendor
  Scenario: A subscriber needs no more than what the reference asks for
    When a subscriber is created
    Then the call succeeds
    When the subscriber is read
    Then the subscriber comes back as sent

  @id:ideon-subscribers-accents @clause:IDN-167 @happy-path @vendor
  Scenario: The name of a person keeps its accents
    When a subscriber is created with these values
      | member     | value       |
      | first_name | Zoë Ñusta   |
      | last_name  | O’Brien-Łuk |
    Then the subscriber comes back as sent
    When the subscriber is read
    Then the subscriber comes back as sent

  @id:ideon-subscribers-unknown-answers @clause:IDN-157 @happy-path @vendor
  Scenario Outline: A subscriber may leave "<member>" open
    When a subscriber is created with "<member>" set to "nothing"
    Then the call succeeds
    And the subscriber has "<member>" set to "nothing"

    Examples:
      | case        | member      |
      | name-suffix | name_suffix |
      | tobacco     | tobacco_use |

  @id:ideon-subscribers-dependents @clause:IDN-327 @clause:IDN-157 @happy-path @vendor
  Scenario: Dependents that come along are created, each with an id of its own
    When a subscriber is created with 3 dependents
    Then the call succeeds
    And the subscriber has 3 dependents, each with an id of its own
    And the subscriber comes back as sent
    When the subscriber is read
    Then the subscriber has 3 dependents, each with an id of its own
    And the subscriber comes back as sent

  @id:ideon-subscribers-pending @clause:IDN-332 @clause:IDN-333 @happy-path @vendor
  Scenario: A new subscriber is pending
    Given a subscriber of the group
    When the subscriber is read
    Then the subscriber is "pending"

  @id:ideon-subscribers-synced @clause:IDN-332 @happy-path @vendor @simulated-only
  Scenario: A subscriber is synced once the carrier has accepted the data
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the subscriber is read
    Then the subscriber is "synced"

  @id:ideon-subscribers-errors @clause:IDN-332 @happy-path @vendor @simulated-only
  Scenario: A subscriber has errors while a problem of the family is open
    Given a subscriber with 1 dependent
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the dependent
    And the coverage period was transmitted
    When the subscriber is read
    Then the subscriber is "errors"

  @id:ideon-subscribers-pending-again @clause:IDN-333 @clause:IDN-332 @happy-path @vendor @simulated-only
  Scenario: A subscriber who was changed is pending once more
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the subscriber is updated with "last_name" set to "Meadow"
    And the subscriber is read
    Then the subscriber is "pending"

  @id:ideon-subscribers-country @clause:IDN-33 @happy-path @vendor
  Scenario: A residential address without a country is in the USA
    When a subscriber is created
    Then the subscriber has "residential_address.country_code" set to "USA"
    When the subscriber is read
    Then the subscriber has "residential_address.country_code" set to "USA"

  @id:ideon-subscribers-unalike @clause:IDN-382 @clause:IDN-167 @happy-path @vendor
  Scenario: Two subscribers have two ids, and each is read by its own
    Given a subscriber with "last_name" set to "Granite"
    And another subscriber with "last_name" set to "Meadow"
    When the first subscriber is read
    Then the subscriber has "last_name" set to "Granite"
    When the second subscriber is read
    Then the subscriber has "last_name" set to "Meadow"

  @id:ideon-subscribers-cents @clause:IDN-157 @clause:IDN-167 @happy-path @vendor
  Scenario: Earnings come back to the cent
    When a subscriber is created with "employment_details.annual_earnings" set to "5234567"
    And the subscriber is read
    Then the subscriber has "employment_details.annual_earnings" set to "5234567"

  @id:ideon-subscribers-elections @clause:IDN-167 @clause:IDN-189 @happy-path @vendor
  Scenario: A subscriber shows the qualifying life events that are current
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    When the subscriber is read
    Then the subscriber shows the qualifying life event

  @id:ideon-subscribers-problem @clause:IDN-334 @clause:IDN-167 @happy-path @vendor @simulated-only
  Scenario Outline: A problem of the <member> shows on the subscriber
    Given a subscriber with 2 dependents
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the <member>
    When the subscriber is read
    Then the subscriber shows the enrollment problem
    And the enrollment problem names the <member>

    Examples:
      | case       | member           |
      | subscriber | subscriber       |
      | dependent  | second dependent |

  @id:ideon-subscribers-problem-elsewhere @clause:IDN-334 @happy-path @vendor @simulated-only
  Scenario: A problem of one family does not show on another one
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the subscriber
    And another subscriber of the group
    When the second subscriber is read
    Then the subscriber does not show the enrollment problem
