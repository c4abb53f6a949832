@ideon
Feature: Groups
  A group is a company with its locations. Ideon gives each of them an id that the later calls need.

  @id:ideon-groups-ids @clause:IDN-38 @clause:IDN-278 @happy-path @vendor
  Scenario: A group and each of its locations get an id of their own
    When a group is created with 2 secondary locations
    Then the call succeeds
    And the group has an id of its own
    And each location of the group has an id of its own

  @id:ideon-groups-minimal @clause:IDN-38 @happy-path @vendor
  Scenario: A group needs no more than its employer and its primary location
    When a group is created
    Then the call succeeds
    And the group comes back as sent

  @id:ideon-groups-complete @clause:IDN-38 @clause:IDN-45 @happy-path @vendor
  Scenario: Everything that is said of a group comes back, at once and when it is read
    When a group is created with everything optional
    Then the call succeeds
    And the group comes back as sent
    When the group is read
    Then the group comes back as sent

  @id:ideon-groups-other-alphabet @clause:IDN-45 @happy-path @vendor
  Scenario: The name of a company keeps its accents
    When a group is created with "employer.organization_name" set to "Peña & Söhne «Zürich» Ltd."
    And the group is read
    Then the group has "employer.organization_name" set to "Peña & Söhne «Zürich» Ltd."

  @id:ideon-groups-stable @clause:IDN-45 @happy-path @vendor
  Scenario: A group that is read twice reads the same
    Given a group
    When the group is read
    And the group is read again
    Then both answers are the same

  @id:ideon-groups-unalike @clause:IDN-278 @clause:IDN-45 @happy-path @vendor
  Scenario: Two groups have two ids, and each is read by its own
    Given a group with "employer.organization_name" set to "Granite Works"
    And another group with "employer.organization_name" set to "Meadow Farms"
    When the first group is read
    Then the group has "employer.organization_name" set to "Granite Works"
    When the second group is read
    Then the group has "employer.organization_name" set to "Meadow Farms"

  @id:ideon-groups-pending @clause:IDN-280 @clause:IDN-281 @happy-path @vendor
  Scenario: A new group is pending
    Given a group
    When the group is read
    Then the group is "pending"

  @id:ideon-groups-synced @clause:IDN-280 @happy-path @vendor @simulated-only
  Scenario: A group is synced once the carrier has accepted its data
    Given a coverage period of the group
    And the coverage period was transmitted
    When the group is read
    Then the group is "synced"

  @id:ideon-groups-errors @clause:IDN-280 @happy-path @vendor @simulated-only
  Scenario: A group has errors while one of its problems is open
    Given an enrollment problem of the coverage period
    And the coverage period was transmitted
    When the group is read
    Then the group is "errors"

  @id:ideon-groups-shows-period @clause:IDN-282 @clause:IDN-45 @happy-path @vendor
  Scenario: A group shows each of its coverage periods
    Given a coverage period with "carrier_name" set to "guardian"
    And another coverage period with "carrier_name" set to "metlife"
    When the group is read
    Then the group shows the first coverage period
    And the group shows the second coverage period

  @id:ideon-groups-shows-own-periods @clause:IDN-282 @happy-path @vendor
  Scenario: A group shows no coverage period of another group
    Given a coverage period of the group
    And another group
    And another coverage period of the group
    When the first group is read
    Then the group shows the first coverage period
    And the group does not show the second coverage period

  @id:ideon-groups-shows-state @clause:IDN-282 @happy-path @vendor @simulated-only
  Scenario: A group shows the state that a coverage period has now
    Given a coverage period of the group
    And the coverage period moved to "test"
    When the group is read
    Then the group shows the coverage period with "state" set to "test"

  @id:ideon-groups-shows-classification @clause:IDN-282 @clause:IDN-145 @happy-path @vendor
  Scenario: A group shows its employment classifications
    Given an employment classification of the group
    When the group is read
    Then the group shows the employment classification

  @id:ideon-groups-shows-problem @clause:IDN-45 @happy-path @vendor @simulated-only
  Scenario: A problem of a coverage period shows on its group
    Given a coverage period of the group
    And an enrollment problem of the coverage period
    When the group is read
    Then the group shows the enrollment problem

  @id:ideon-groups-country @clause:IDN-33 @happy-path @vendor
  Scenario: An address of a group without a country is in the USA
    When a group is created
    Then the group has "primary_location.employer_address.country_code" set to "USA"
    When the group is read
    Then the group has "primary_location.employer_address.country_code" set to "USA"
