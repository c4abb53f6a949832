@ideon
Feature: Enrollment problems
  Where the carrier's data differ from what was passed, Ideon opens a problem of the coverage period. It has an
  assignee, can be commented on, and is resolved in the end.

  @id:ideon-problems-listed @clause:IDN-205 @clause:IDN-384 @clause:IDN-355 @clause:IDN-356 @happy-path @vendor
  Scenario: A problem stands in the list of its coverage period with its severity
    Given an enrollment problem of the coverage period
    When the enrollment problems are listed
    Then the call succeeds
    And the list has the enrollment problem
    And each entry of the list has a severity, a status and an assignee

  @id:ideon-problems-none @clause:IDN-205 @happy-path @vendor
  Scenario: A new coverage period has no problems
    Given a coverage period of the group
    When the enrollment problems are listed
    Then the call succeeds
    And the list has 0 entries

  @id:ideon-problems-apart @clause:IDN-205 @happy-path @vendor @simulated-only
  Scenario: The problems of another coverage period are not in the list
    Given a coverage period with "carrier_name" set to "guardian"
    And an enrollment problem of the coverage period
    And another coverage period with "carrier_name" set to "metlife"
    And another enrollment problem of the coverage period
    When the enrollment problems are listed
    Then the list has 1 entry
    And the list has the second enrollment problem

  @id:ideon-problems-severity @clause:IDN-355 @clause:IDN-384 @happy-path @vendor @simulated-only
  Scenario Outline: A problem can have the severity <severity>
    Given an enrollment problem with "severity" set to "<severity>"
    When the enrollment problems are listed
    Then the list has the enrollment problem with "severity" set to "<severity>"

    Examples:
      | case    | severity |
      | info    | info     |
      | warning | warning  |
      | failure | failure  |

  @id:ideon-problems-parameter @clause:IDN-356 @happy-path @vendor @simulated-only
  Scenario Outline: A problem can be about the <parameter>
    Given an enrollment problem with "discrepancy.parameter" set to "<parameter>"
    When the enrollment problems are listed
    Then the list has the enrollment problem with "discrepancy.parameter" set to "<parameter>"

    Examples:
      | case                   | parameter              |
      | social_security_number | social_security_number |
      | birth_date             | birth_date             |
      | gender                 | gender                 |
      | marital_status         | marital_status         |
      | employment_start_date  | employment_start_date  |
      | employment_end_date    | employment_end_date    |
      | annual_earnings        | annual_earnings        |
      | wage_frequency         | wage_frequency         |
      | employment_status      | employment_status      |
      | residential_address    | residential_address    |
      | primary_care_provider  | primary_care_provider  |
      | plan_id                | plan_id                |
      | plan_start_date        | plan_start_date        |
      | plan_end_date          | plan_end_date          |
      | subscriber             | subscriber             |
      | dependent              | dependent              |
      | coverage               | coverage               |
      | plan_volume            | plan_volume            |

  @id:ideon-problems-filter-status @clause:IDN-353 @clause:IDN-354 @happy-path @vendor
  Scenario Outline: The list of <status> problems holds these alone
    Given a resolved and an unresolved enrollment problem
    When the enrollment problems are listed with "status" set to "<status>"
    Then the call succeeds
    And the list is not empty
    And each entry of the list has "status" set to "<status>"
    And the list has the <which> enrollment problem
    And the list does not have the <other> enrollment problem

    Examples:
      | case       | status     | which  | other  |
      | unresolved | unresolved | second | first  |
      | resolved   | resolved   | first  | second |

  @id:ideon-problems-filter-assignee @clause:IDN-353 @clause:IDN-354 @happy-path @vendor @simulated-only
  Scenario Outline: The list of problems with the assignee <who> holds these alone
    Given an enrollment problem with "assignee" set to "partner"
    And another enrollment problem with "assignee" set to "vericred"
    When the enrollment problems are listed with "assignee" set to "<who>"
    Then the list has 1 entry
    And each entry of the list has "assignee" set to "<who>"
    And the list has the <which> enrollment problem

    Examples:
      | case     | who      | which  |
      | partner  | partner  | first  |
      | vericred | vericred | second |

  @id:ideon-problems-filter-both @clause:IDN-353 @clause:IDN-354 @happy-path @vendor @simulated-only
  Scenario: Both filters together leave what fits both
    Given an enrollment problem with "assignee" set to "partner"
    And another enrollment problem with "assignee" set to "vericred"
    And the first enrollment problem was resolved
    When the enrollment problems are listed with "status" set to "resolved" and "assignee" set to "vericred"
    Then the list has 0 entries
    When the enrollment problems are listed with "status" set to "unresolved" and "assignee" set to "vericred"
    Then the list has 1 entry
    And the list has the second enrollment problem

  @id:ideon-problems-filter-empty @clause:IDN-353 @happy-path @vendor
  Scenario: Filters that are left empty filter nothing
    Given a resolved and an unresolved enrollment problem
    When the enrollment problems are listed with "status" set to "" and "assignee" set to ""
    Then the list has the first enrollment problem
    And the list has the second enrollment problem

  @id:ideon-problems-filter-unknown @clause:IDN-353 @sad-path @vendor
  Scenario: A filter with an unknown value gives nothing, or is refused
    Given a resolved and an unresolved enrollment problem
    When the enrollment problems are listed with "status" set to "unresolved"
    Then the list is not empty
    When the enrollment problems are listed with "status" set to "sleeping"
    Then the list is empty, or the call is refused

  @id:ideon-problems-comment @clause:IDN-209 @clause:IDN-357 @happy-path @vendor
  Scenario: A comment comes back as sent and shows in its problem
    Given an enrollment problem of the coverage period
    When the enrollment problem is commented on
    Then the call succeeds
    And the comment comes back as sent
    And the comment has an id, names its problem and says that the partner sent it
    When the enrollment problems are listed
    Then the enrollment problem in the list shows each comment

  @id:ideon-problems-comments @clause:IDN-357 @happy-path @vendor
  Scenario: A problem shows all comments on it
    Given an enrollment problem of the coverage period
    When the enrollment problem is commented on
    And the enrollment problem is commented on
    And the enrollment problems are listed
    Then the enrollment problem in the list shows each comment

  @id:ideon-problems-comment-elsewhere @clause:IDN-357 @happy-path @vendor @simulated-only
  Scenario: A comment shows in no other problem
    Given an enrollment problem of the coverage period
    And another enrollment problem of the coverage period
    When the enrollment problem is commented on
    And the enrollment problems are listed
    Then the second enrollment problem in the list shows each comment
    And the first enrollment problem in the list shows no comment

  @id:ideon-problems-resolved @clause:IDN-215 @clause:IDN-358 @happy-path @vendor
  Scenario: A resolved problem carries its resolution, at once and in the list
    Given an enrollment problem of the coverage period
    When the enrollment problem is resolved
    Then the call succeeds
    And the enrollment problem keeps its id
    And the enrollment problem is "resolved"
    And the enrollment problem carries the resolution
    When the enrollment problems are listed
    Then the enrollment problem in the list is "resolved"
    And the enrollment problem in the list carries the resolution

  @id:ideon-problems-resolved-alone @clause:IDN-358 @happy-path @vendor @simulated-only
  Scenario: A resolution of one problem leaves another one unresolved
    Given an enrollment problem of the coverage period
    And another enrollment problem of the coverage period
    When the second enrollment problem is resolved
    And the enrollment problems are listed
    Then the first enrollment problem in the list is "unresolved"
    And the second enrollment problem in the list is "resolved"
