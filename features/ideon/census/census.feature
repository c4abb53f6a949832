@ideon
Feature: Census requests
  From time to time Ideon asks a carrier whom it covers, and compares that with what was passed. Only Ideon starts a
  census.

  @id:ideon-census-read @clause:IDN-229 @clause:IDN-361 @happy-path @vendor
  Scenario: A census request reads with its status and its coverage period
    Given a census request of the coverage period
    When the census request is read
    Then the call succeeds
    And the census request keeps its id
    And the census request belongs to the coverage period

  @id:ideon-census-pending @clause:IDN-361 @happy-path @vendor @simulated-only
  Scenario: A census request that the carrier has not answered is pending
    Given a census request of the coverage period
    When the census request is read
    Then the census request is "pending"

  @id:ideon-census-synced @clause:IDN-361 @happy-path @vendor @simulated-only
  Scenario: A census without a difference is synced, and opens no problem
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And a census request of the coverage period
    When the census request is read until it is decided
    Then the census request is "synced"
    When the enrollment problems are listed
    Then the list has 0 entries

  @id:ideon-census-errors @clause:IDN-361 @clause:IDN-385 @happy-path @vendor @simulated-only
  Scenario: A census that finds a difference has errors, and shows whose they are
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the subscriber
    And a census request of the coverage period
    When the census request is read until it is decided
    Then the census request is "errors"
    And the census request shows a problem with the "birth_date" of the subscriber
    When the enrollment problems are listed
    Then the list has 1 entry
    And each entry of the list has "status" set to "unresolved"
    And each entry of the list has "discrepancy.parameter" set to "birth_date"

  @id:ideon-census-closes @clause:IDN-363 @clause:IDN-385 @happy-path @vendor @simulated-only
  Scenario: A later census without the difference closes the problem
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the subscriber
    And a census request that is decided
    When the subscriber is updated with "birth_date" set to "1970-01-01"
    And another census request is run and decided
    Then the census request is "synced"
    When the enrollment problems are listed
    Then the list has 1 entry
    And each entry of the list has "status" set to "resolved"

  @id:ideon-census-stays @clause:IDN-363 @clause:IDN-361 @happy-path @vendor @simulated-only
  Scenario: A later census with the same difference leaves one problem, unresolved
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And an enrollment problem of the subscriber
    And a census request that is decided
    When another census request is run and decided
    Then the census request is "errors"
    When the enrollment problems are listed
    Then the list has 1 entry
    And each entry of the list has "status" set to "unresolved"

  @id:ideon-census-subscribers @clause:IDN-235 @clause:IDN-362 @happy-path @vendor
  Scenario: The subscribers of a census are listed in the wrapper in which each is read
    Given a plan of the coverage period
    And a qualifying life event of the subscriber
    And a census request that is decided
    When the subscribers of the census request are listed
    Then the call succeeds
    And each entry of the list is a subscriber in its wrapper

  @id:ideon-census-whom @clause:IDN-235 @clause:IDN-362 @happy-path @vendor @simulated-only
  Scenario: A census has the subscribers of its coverage period and nobody else
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another subscriber of the group
    And a census request that is decided
    When the subscribers of the census request are listed
    Then the list has 1 entry
    And the list has the first subscriber
