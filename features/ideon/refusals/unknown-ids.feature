@ideon
Feature: Unknown ids and paths
  A call about an id that nobody has is refused, and the refusal says that it is the id. A call to a path that the API
  does not have is refused as well.

  @id:ideon-refusals-unknown-id @clause:IDN-15 @clause:IDN-22 @clause:IDN-23 @clause:IDN-25 @error-handling @vendor
  Scenario Outline: A request to <what> for an id that nobody has is refused
    Given a request to <what> that Ideon accepts
    When the same request is made for an id that nobody has
    Then the call is refused with 404
    And the refusal says that the id is unknown

    # generated: begin 404
    @clause:IDN-48
    Examples: read the group
      | case             | what           |
      | retrieve-a-group | read the group |

    @clause:IDN-53
    Examples: create a location
      | case              | what              |
      | create-a-location | create a location |

    Examples: update the group installment
      | case                       | what                         |
      | update-a-group-installment | update the group installment |

    @clause:IDN-69
    Examples: create a coverage period
      | case                     | what                     |
      | create-a-coverage-period | create a coverage period |

    @clause:IDN-74
    Examples: download the 834 file of the coverage period
      | case          | what                                         |
      | create-an-834 | download the 834 file of the coverage period |

    @clause:IDN-78
    Examples: download the CSV file of the coverage period
      | case         | what                                         |
      | create-a-csv | download the CSV file of the coverage period |

    @clause:IDN-82
    Examples: read the coverage period
      | case                       | what                     |
      | retrieve-a-coverage-period | read the coverage period |

    @clause:IDN-86
    Examples: update the coverage period
      | case                     | what                       |
      | update-a-coverage-period | update the coverage period |

    @clause:IDN-90
    Examples: complete the setup of the coverage period
      | case                                | what                                      |
      | mark-coverage-period-setup-complete | complete the setup of the coverage period |

    @clause:IDN-95
    Examples: create a contribution
      | case                  | what                  |
      | create-a-contribution | create a contribution |

    @clause:IDN-101
    Examples: list the contributions
      | case               | what                   |
      | list-contributions | list the contributions |

    @clause:IDN-107
    Examples: read the contribution
      | case                    | what                  |
      | retrieve-a-contribution | read the contribution |

    @clause:IDN-113
    Examples: update the contribution
      | case                  | what                    |
      | update-a-contribution | update the contribution |

    @clause:IDN-119
    Examples: create a plan availability request
      | case                               | what                               |
      | create-a-plan-availability-request | create a plan availability request |

    @clause:IDN-125
    Examples: read the plan availability request
      | case                                 | what                               |
      | retrieve-a-plan-availability-request | read the plan availability request |

    @clause:IDN-131
    Examples: list the available plans
      | case                 | what                     |
      | list-available-plans | list the available plans |

    @clause:IDN-137
    Examples: create a plan
      | case          | what          |
      | create-a-plan | create a plan |

    @clause:IDN-143
    Examples: update the plan
      | case          | what            |
      | update-a-plan | update the plan |

    @clause:IDN-149
    Examples: create an employment classification
      | case                                | what                                |
      | create-an-employment-classification | create an employment classification |

    @clause:IDN-155
    Examples: update the employment classification
      | case                                | what                                 |
      | update-an-employment-classification | update the employment classification |

    @clause:IDN-161
    Examples: create a subscriber
      | case                | what                |
      | create-a-subscriber | create a subscriber |

    @clause:IDN-166
    Examples: list the subscribers
      | case             | what                 |
      | list-subscribers | list the subscribers |

    @clause:IDN-170
    Examples: read the subscriber
      | case                  | what                |
      | retrieve-a-subscriber | read the subscriber |

    @clause:IDN-175
    Examples: update the subscriber
      | case                | what                  |
      | update-a-subscriber | update the subscriber |

    @clause:IDN-181
    Examples: create a dependent
      | case               | what               |
      | create-a-dependent | create a dependent |

    @clause:IDN-187
    Examples: update the dependent
      | case               | what                 |
      | update-a-dependent | update the dependent |

    @clause:IDN-193
    Examples: create a qualifying life event
      | case         | what                           |
      | create-a-qle | create a qualifying life event |

    @clause:IDN-198
    Examples: list the qualifying life events
      | case      | what                            |
      | list-qles | list the qualifying life events |

    @clause:IDN-203
    Examples: update the qualifying life event
      | case         | what                             |
      | update-a-qle | update the qualifying life event |

    @clause:IDN-208
    Examples: list the enrollment problems
      | case                     | what                         |
      | list-enrollment-problems | list the enrollment problems |

    @clause:IDN-213
    Examples: comment on the enrollment problem
      | case                             | what                              |
      | comment-on-an-enrollment-problem | comment on the enrollment problem |

    @clause:IDN-219
    Examples: resolve the enrollment problem
      | case                          | what                           |
      | resolve-an-enrollment-problem | resolve the enrollment problem |

    @clause:IDN-224
    Examples: list the supporting documents
      | case                      | what                          |
      | list-supporting-documents | list the supporting documents |

    @clause:IDN-228
    Examples: attach the signed supporting document
      | case                              | what                                  |
      | attach-signed-supporting-document | attach the signed supporting document |

    @clause:IDN-233
    Examples: read the census request
      | case                      | what                    |
      | retrieve-a-census-request | read the census request |

    @clause:IDN-238
    Examples: list the subscribers of the census request
      | case                            | what                                       |
      | list-census-request-subscribers | list the subscribers of the census request |

    @clause:IDN-242
    Examples: list the coverage transmissions
      | case                        | what                            |
      | list-coverage-transmissions | list the coverage transmissions |

    @clause:IDN-246
    Examples: list the coverage transmissions of the member
      | case                               | what                                          |
      | list-member-coverage-transmissions | list the coverage transmissions of the member |

    @clause:IDN-250
    Examples: list the file deliveries
      | case                 | what                     |
      | list-file-deliveries | list the file deliveries |

    @clause:IDN-254
    Examples: list the coverage transmissions of the file delivery
      | case                             | what                                                 |
      | list-file-coverage-transmissions | list the coverage transmissions of the file delivery |

    @clause:IDN-259
    Examples: subscribe to the group
      | case                       | what                   |
      | subscribe-to-group-updates | subscribe to the group |
    # generated: end

  @id:ideon-refusals-unknown-path @clause:IDN-15 @clause:IDN-22 @error-handling @vendor
  Scenario: A path that the API does not have is refused
    Given a request to list the groups that Ideon accepts
    When a path is called that the API does not have
    Then the call is refused with 404
    And the refusal is one error
