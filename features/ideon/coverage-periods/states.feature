@ideon
Feature: The states of a coverage period
  Initial, configuration, test, production, and one day expired. Only Ideon moves a coverage period on; the caller
  completes its setup, which says that all data have been passed.

  @id:ideon-periods-setup @clause:IDN-87 @clause:IDN-302 @happy-path @vendor
  Scenario: Completing the setup answers with the coverage period
    When the setup of the coverage period is completed
    Then the call succeeds
    And the coverage period comes back as sent
    And the coverage period keeps its id

  @id:ideon-periods-setup-begins @clause:IDN-302 @clause:IDN-79 @happy-path @vendor @simulated-only
  Scenario: Completing the setup for the first time begins the configuration
    Given a coverage period of the group
    When the setup of the coverage period is completed
    And the coverage period is read
    Then the coverage period is "configuration"

  @id:ideon-periods-setup-again @clause:IDN-302 @happy-path @vendor
  Scenario: Completing the setup a second time changes nothing and is no error
    Given a coverage period of the group
    And the setup of the coverage period was completed
    When the coverage period is read
    And the setup of the coverage period is completed
    Then the call succeeds
    When the coverage period is read again
    Then both answers are the same

  @id:ideon-periods-setup-late @clause:IDN-302 @happy-path @vendor @simulated-only
  Scenario Outline: Completing the setup does not take a coverage period out of <state>
    Given a coverage period of the group
    And the coverage period moved to "<state>"
    When the setup of the coverage period is completed
    Then the call succeeds
    And the coverage period is "<state>"

    Examples:
      | case       | state      |
      | test       | test       |
      | production | production |

  @id:ideon-periods-setup-again-late @clause:IDN-302 @happy-path @vendor @simulated-only
  Scenario: Completing the setup again does not take a coverage period back
    Given a coverage period of the group
    And the setup of the coverage period was completed
    And the coverage period moved to "production"
    When the setup of the coverage period is completed
    Then the call succeeds
    And the coverage period is "production"

  @id:ideon-periods-setup-alone @clause:IDN-302 @clause:IDN-291 @happy-path @vendor @simulated-only
  Scenario: Completing the setup of one coverage period leaves another one alone
    Given a coverage period with "carrier_name" set to "guardian"
    And another coverage period with "carrier_name" set to "metlife"
    When the setup of the second coverage period is completed
    And the first coverage period is read
    Then the coverage period is "initial"

  @id:ideon-periods-state @clause:IDN-290 @clause:IDN-79 @happy-path @vendor @simulated-only
  Scenario Outline: A coverage period that Ideon moved to <state> is read in that state
    Given a coverage period of the group
    And the coverage period moved to "<state>"
    When the coverage period is read
    Then the coverage period is "<state>"

    Examples:
      | case          | state         |
      | configuration | configuration |
      | test          | test          |
      | production    | production    |
      | expired       | expired       |

  @id:ideon-periods-renewed @clause:IDN-290 @clause:IDN-282 @happy-path @vendor @simulated-only
  Scenario: A coverage period expires, and the one that renews it stays as it is
    Given a coverage period of the group
    And the coverage period moved to "production"
    And another coverage period with "enrollment_type" set to "renewal"
    When the first coverage period moves to "expired"
    And the first coverage period is read
    Then the coverage period is "expired"
    When the second coverage period is read
    Then the coverage period is "initial"
