@ideon
Feature: The status of a success
  Each operation has one status for success: 200, or 201 where something was created. Four reads and seven updates are
  documented with 201 as well; the same answer with 200 is noted, and is no fault.

  @id:ideon-statuses-success @clause:IDN-379 @clause:IDN-380 @happy-path @vendor
  Scenario Outline: <status> is the answer where <what>
    Given a group installment
    When <what>
    Then the call is answered with <status>

    Examples: what is read, or done without creating anything
      | case                                | what                                                       | status |
      | list-groups                         | the groups are listed                                      | 200    |
      | retrieve-a-group                    | the group is read                                          | 200    |
      | create-an-834                       | the 834 file of the coverage period is downloaded          | 200    |
      | create-a-csv                        | the CSV file of the coverage period is downloaded          | 200    |
      | retrieve-a-coverage-period          | the coverage period is read                                | 200    |
      | update-a-coverage-period            | the coverage period is updated                             | 200    |
      | mark-coverage-period-setup-complete | the setup of the coverage period is completed              | 200    |
      | list-subscribers                    | the subscribers are listed                                 | 200    |
      | retrieve-a-subscriber               | the subscriber is read                                     | 200    |
      | list-qles                           | the qualifying life events are listed                      | 200    |
      | list-enrollment-problems            | the enrollment problems are listed                         | 200    |
      | list-supporting-documents           | the supporting documents are listed                        | 200    |
      | attach-signed-supporting-document   | the signed supporting document is attached                 | 200    |
      | retrieve-a-census-request           | the census request is read                                 | 200    |
      | list-census-request-subscribers     | the subscribers of the census request are listed           | 200    |
      | list-coverage-transmissions         | the coverage transmissions are listed                      | 200    |
      | list-member-coverage-transmissions  | the coverage transmissions of the member are listed        | 200    |
      | list-file-deliveries                | the file deliveries are listed                             | 200    |
      | list-file-coverage-transmissions    | the coverage transmissions of the file delivery are listed | 200    |
      | rsppost                             | a response file is posted                                  | 200    |

    Examples: reads that are documented with the status of a creation
      | case                                 | what                                  | status |
      | list-contributions                   | the contributions are listed          | 201    |
      | retrieve-a-contribution              | the contribution is read              | 201    |
      | retrieve-a-plan-availability-request | the plan availability request is read | 201    |
      | list-available-plans                 | the available plans are listed        | 201    |

    Examples: updates that are documented with the status of a creation
      | case                                | what                                     | status |
      | update-a-group-installment          | the group installment is updated         | 201    |
      | update-a-contribution               | the contribution is updated              | 201    |
      | update-a-plan                       | the plan is updated                      | 201    |
      | update-an-employment-classification | the employment classification is updated | 201    |
      | update-a-subscriber                 | the subscriber is updated                | 201    |
      | update-a-dependent                  | the dependent is updated                 | 201    |
      | update-a-qle                        | the qualifying life event is updated     | 201    |

  @id:ideon-statuses-created @clause:IDN-379 @clause:IDN-380 @happy-path @vendor
  Scenario Outline: <status> is the answer where something new is made: <what>
    When <what>
    Then the call is answered with <status>

    Examples:
      | case                                | what                                    | status |
      | create-a-token                      | a token is fetched                      | 201    |
      | create-a-group                      | a group is created                      | 201    |
      | create-a-location                   | a location is created                   | 201    |
      | create-a-group-installment          | a group installment is created          | 201    |
      | create-a-coverage-period            | a coverage period is created            | 201    |
      | create-a-contribution               | a contribution is created               | 201    |
      | create-a-plan-availability-request  | a plan availability request is created  | 201    |
      | create-a-plan                       | a plan is created                       | 201    |
      | create-an-employment-classification | an employment classification is created | 201    |
      | create-a-subscriber                 | a subscriber is created                 | 201    |
      | create-a-dependent                  | a dependent is created                  | 201    |
      | create-a-qle                        | a qualifying life event is created      | 201    |
      | comment-on-an-enrollment-problem    | the enrollment problem is commented on  | 201    |
      | resolve-an-enrollment-problem       | the enrollment problem is resolved      | 201    |
      | subscribe-to-group-updates          | the group is subscribed to              | 201    |
