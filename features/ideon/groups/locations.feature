@ideon
Feature: Locations
  An office of a group. A subscriber refers to it by its id, as the place of work.

  @id:ideon-groups-location @clause:IDN-49 @clause:IDN-381 @happy-path @vendor
  Scenario: A new location gets an id of its own and comes back as sent
    Given a group
    When a location is created
    Then the call succeeds
    And the location has an id of its own
    And the location comes back as sent

  @id:ideon-groups-location-of-subscriber @clause:IDN-381 @clause:IDN-157 @happy-path @vendor
  Scenario: A subscriber can work at a new location
    Given a location of the group
    When a subscriber is created at the location
    Then the call succeeds
    When the subscriber is read
    Then the subscriber works at the location

  @id:ideon-groups-secondary-location-of-subscriber @clause:IDN-278 @clause:IDN-157 @happy-path @vendor
  Scenario: A subscriber can work at a secondary location of the group
    Given a group with 1 secondary location
    When a subscriber is created at the secondary location
    Then the call succeeds
    When the subscriber is read
    Then the subscriber works at the secondary location

  @id:ideon-groups-locations-unalike @clause:IDN-49 @clause:IDN-381 @happy-path @vendor
  Scenario: Two locations of a group have two ids
    Given a location of the group
    When another location is created
    Then the call succeeds
    And the location has an id of its own

  @id:ideon-groups-location-shown @clause:IDN-45 @clause:IDN-49 @happy-path @vendor
  Scenario: A new location shows among the secondary locations of its group
    Given a location of the group
    When the group is read
    Then the group shows the location

  @id:ideon-groups-location-country @clause:IDN-33 @happy-path @vendor
  Scenario: A location without a country is in the USA
    Given a group
    When a location is created without a country
    Then the location has "employer_address.country_code" set to "USA"
