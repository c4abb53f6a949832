@ideon
Feature: What was sent to the carrier
  Receipts: of each coverage that was passed on to the carrier, and of each file, where the carrier takes files.

  @id:ideon-transmissions-none @clause:IDN-239 @happy-path @vendor
  Scenario: A coverage period of which nothing was sent has no transmissions
    Given a coverage period of the group
    When the coverage transmissions are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-transmissions-period @clause:IDN-239 @clause:IDN-364 @happy-path @vendor @simulated-only
  Scenario: The transmissions of a coverage period name each member and each product line
    Given a subscriber with 1 dependent
    And a qualifying life event with elections of medical and dental
    And the coverage period was transmitted
    When the coverage transmissions are listed
    Then the list has 2 entries
    And the transmissions name the subscriber and the dependents, each as what they are
    And each transmission has the product lines medical and dental

  @id:ideon-transmissions-plan @clause:IDN-239 @clause:IDN-364 @happy-path @vendor @simulated-only
  Scenario: A transmission names the plan that was elected
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the coverage transmissions are listed
    Then the transmission of the subscriber names the plan

  @id:ideon-transmissions-member-plan @clause:IDN-243 @clause:IDN-364 @happy-path @vendor @simulated-only
  Scenario: The transmission of a member names the plan that was elected
    Given a subscriber of the group
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the coverage transmissions of the subscriber are listed
    Then each entry of the list names the plan

  @id:ideon-transmissions-cobra @clause:IDN-243 @clause:IDN-364 @happy-path @vendor @simulated-only
  Scenario Outline: The transmission of a member says whether coverage is <words>
    Given a plan of the coverage period
    And a qualifying life event with "event" set to "<event>"
    And the coverage period was transmitted
    When the coverage transmissions of the subscriber are listed
    Then each entry of the list has "benefit_status" set to "<status>"

    Examples:
      | case      | words                    | event              | status             |
      | sponsored | sponsored by an employer | initial_enrollment | employer_sponsored |
      | cobra     | under COBRA              | cobra              | cobra              |

  @id:ideon-transmissions-apart @clause:IDN-239 @happy-path @vendor @simulated-only
  Scenario: The transmissions of another coverage period are not in the list
    Given a subscriber of the group
    And a coverage period with "carrier_name" set to "guardian"
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    And another coverage period with "carrier_name" set to "metlife"
    When the coverage transmissions are listed
    Then the list has 0 entries
    When the coverage transmissions of the first coverage period are listed
    Then the list has 1 entry

  @id:ideon-transmissions-member @clause:IDN-243 @clause:IDN-364 @clause:IDN-365 @happy-path @vendor @simulated-only
  Scenario Outline: The transmissions of a <member> are flat, one for each product line
    Given a subscriber with 1 dependent
    And a qualifying life event with elections of medical and dental
    And the coverage period was transmitted
    When the coverage transmissions of the <member> are listed
    Then the call succeeds
    And the list has 2 entries
    And each entry of the list is one product line, medical or dental

    Examples:
      | case       | member     |
      | subscriber | subscriber |
      | dependent  | dependent  |

  @id:ideon-transmissions-member-none @clause:IDN-243 @clause:IDN-365 @happy-path @vendor
  Scenario: A subscriber of whom nothing was sent has no transmissions
    Given a subscriber of the group
    When the coverage transmissions of the subscriber are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-transmissions-terminated @clause:IDN-348 @clause:IDN-239 @happy-path @vendor @simulated-only
  Scenario: The end of an employment ends every coverage of the family
    Given a subscriber with 2 dependents
    And a qualifying life event with elections of medical and dental
    And the coverage period was transmitted
    And the employment of the subscriber ended
    And the coverage period was transmitted
    When the coverage transmissions are listed
    Then each coverage of the family has ended

  @id:ideon-deliveries-none @clause:IDN-247 @clause:IDN-367 @happy-path @vendor @simulated-only
  Scenario: A coverage period that is sent without files has no file deliveries
    Given a coverage period that is delivered by API
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And the coverage period was transmitted
    When the coverage transmissions are listed
    Then the list is not empty
    When the file deliveries are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-deliveries-listed @clause:IDN-247 @happy-path @vendor
  Scenario: A file delivery is listed with its name and the time at which it was sent
    Given a file delivery
    When the file deliveries are listed
    Then the call succeeds
    And the list has the file delivery
    And each entry of the list has these texts
      | member    |
      | id        |
      | file_name |
      | sent_at   |

  @id:ideon-deliveries-newest @clause:IDN-366 @clause:IDN-247 @happy-path @vendor @simulated-only
  Scenario: The newest file delivery stands first in the list
    Given a file delivery
    And another file delivery, a day later
    And another file delivery, a day later
    When the file deliveries are listed
    Then the list has 3 entries
    And the file deliveries stand in the list from the newest to the oldest

  @id:ideon-deliveries-transmissions @clause:IDN-251 @clause:IDN-364 @happy-path @vendor
  Scenario: The transmissions of a file delivery name that delivery
    Given a file delivery
    When the coverage transmissions of the file delivery are listed
    Then the call succeeds
    And the list is not empty
    And each entry of the list names the file delivery

  @id:ideon-deliveries-transmissions-order @clause:IDN-366 @clause:IDN-251 @happy-path @vendor
  Scenario: The transmissions of a file delivery stand from the newest to the oldest
    Given a file delivery
    When the coverage transmissions of the file delivery are listed
    Then the list is not empty
    And the transmissions stand in the list from the newest to the oldest

  @id:ideon-deliveries-transmissions-own @clause:IDN-251 @happy-path @vendor @simulated-only
  Scenario: A file delivery has the transmissions that went with it and no others
    Given a file delivery
    And another subscriber of the group
    And a plan of the coverage period
    And another qualifying life event of the subscriber
    And another file delivery, a day later
    When the coverage transmissions of the first file delivery are listed
    Then the list has 1 entry
    When the coverage transmissions of the second file delivery are listed
    Then the list is not empty
    And each entry of the list names the file delivery
