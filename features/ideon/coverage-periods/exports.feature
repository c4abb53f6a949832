@ideon
Feature: A coverage period as a file
  A coverage period can be downloaded as an 834 file and as a CSV file in a fixed layout, both as plain text.

  @id:ideon-exports-plain @clause:IDN-305 @happy-path @vendor
  Scenario Outline: The <file> of a coverage period is plain text
    Given a coverage period of the group
    When the <file> of the coverage period is downloaded
    Then the call succeeds
    And the answer is plain text

    @clause:IDN-71
    Examples: 834
      | case | file     |
      | 834  | 834 file |

    @clause:IDN-75
    Examples: CSV
      | case | file     |
      | csv  | CSV file |

  @id:ideon-exports-834 @clause:IDN-71 @clause:IDN-305 @happy-path @vendor
  Scenario: An 834 has its envelopes, and its trailers count what is in them
    Given a subscriber with 2 dependents
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    When the 834 file of the coverage period is downloaded
    Then the 834 opens and closes its envelopes
    And the trailers of the 834 count its segments and sets

  @id:ideon-exports-834-members @clause:IDN-71 @happy-path @vendor
  Scenario: An 834 has each member of the families that are covered, once
    Given a subscriber with 2 dependents
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another subscriber of the group
    And another qualifying life event of the subscriber
    When the 834 file of the coverage period is downloaded
    Then the 834 has 4 members
    And the 834 names each of them

  @id:ideon-exports-834-no-others @clause:IDN-71 @happy-path @vendor
  Scenario: An 834 names nobody of another coverage period
    Given a subscriber of the group
    And a coverage period with "carrier_name" set to "guardian"
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    And another coverage period with "carrier_name" set to "metlife"
    And another subscriber of the group
    And a plan of the coverage period
    And another qualifying life event of the subscriber
    When the 834 file of the coverage period is downloaded
    Then the 834 has 1 member
    And the 834 does not name the first subscriber

  @id:ideon-exports-csv @clause:IDN-75 @clause:IDN-306 @happy-path @vendor
  Scenario: A CSV file has a line of headings and a line for each member who is covered
    Given a subscriber with 2 dependents
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    When the CSV file of the coverage period is downloaded
    Then the CSV has a line of headings and 3 lines
    And the CSV names each of them
    And each line of the CSV has as many fields as there are headings

  @id:ideon-exports-csv-comma @clause:IDN-75 @happy-path @vendor
  Scenario: A comma in a name does not shift the fields of a CSV file
    Given a subscriber with "last_name" set to "Vale, Junior"
    And a plan of the coverage period
    And a qualifying life event of the subscriber
    When the CSV file of the coverage period is downloaded
    Then each line of the CSV has as many fields as there are headings

  @id:ideon-exports-csv-layout @clause:IDN-306 @happy-path @vendor
  Scenario: The CSV files of two coverage periods have the same headings
    Given a coverage period with "carrier_name" set to "guardian"
    And another coverage period with "carrier_name" set to "metlife"
    When the CSV file of the first coverage period is downloaded
    And the CSV file of the second coverage period is downloaded
    Then both files have the same headings

  @id:ideon-exports-one-id @clause:IDN-307 @clause:IDN-305 @happy-path @vendor
  Scenario: One id leads to the coverage period, to its 834 file and to its CSV file
    Given a coverage period of the group
    When the coverage period is read
    Then the coverage period keeps its id
    When the 834 file of the coverage period is downloaded
    Then the answer is plain text
    When the CSV file of the coverage period is downloaded
    Then the answer is plain text
