@oscar
Feature: The client enrolls and keeps the ids
  A client sends the qualifying life event whenever it enrolls outside Open Enrollment. It stores the Oscar id for all
  calls that follow, and the application id for troubleshooting with Oscar's support.

  @id:oscar-integrator-qle @clause:OSC-11 @happy-path @integrator
  Scenario Outline: The client sends a life event when it enrolls on <date>
    Given today is "<date>"
    And an integration of Oscar's API
    When the integration is asked to create a membership
    Then the operation succeeds
    And the request carries a qualifying life event

    Examples:
      | case              | date       |
      | in-june           | 2026-06-15 |
      | before-enrollment | 2026-10-31 |
      | after-enrollment  | 2027-01-16 |

  @id:oscar-integrator-oscar-id @clause:OSC-13 @happy-path @integrator
  Scenario Outline: The client uses the stored Oscar id to <call>
    Given an integration that has enrolled a member
    When the integration is asked to <call>
    Then the operation succeeds
    And the request carries the Oscar id of the enrollment

    Examples:
      | case            | call                        |
      | get             | get the membership          |
      | update          | update the membership       |
      | balance         | get the balance             |
      | preference      | set the payment preference  |
      | get-preferences | get the payment preferences |

  @id:oscar-integrator-application-id @clause:OSC-15 @happy-path @integrator
  Scenario: The client keeps the application id of an enrollment
    Given an integration of Oscar's API
    When the integration is asked to create a membership
    Then the operation succeeds
    And the integration has kept the application id
