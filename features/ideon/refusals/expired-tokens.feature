@ideon
Feature: Calls with a token that has expired
  A token is good for a day. After that every operation refuses it as it refuses one that nobody issued.

  @id:ideon-refusals-expired-token @clause:IDN-5 @clause:IDN-22 @clause:IDN-23 @clause:IDN-24
  @error-handling @vendor @simulated-only
  Scenario Outline: A request to <what> with a token that has expired is refused
    Given a request to <what> that Ideon accepts
    When the same request is made with a token that has expired
    Then the call is refused with 401
    And the refusal says that the credentials are unknown

    # generated: begin 401 expired
    @clause:IDN-37
    Examples: fetch a token
      | case           | what          |
      | create-a-token | fetch a token |

    @clause:IDN-40
    Examples: create a group
      | case           | what           |
      | create-a-group | create a group |

    @clause:IDN-44
    Examples: list the groups
      | case        | what            |
      | list-groups | list the groups |

    @clause:IDN-46
    Examples: read the group
      | case             | what           |
      | retrieve-a-group | read the group |

    @clause:IDN-51
    Examples: create a location
      | case              | what              |
      | create-a-location | create a location |

    @clause:IDN-57
    Examples: create a group installment
      | case                       | what                       |
      | create-a-group-installment | create a group installment |

    @clause:IDN-62
    Examples: update the group installment
      | case                       | what                         |
      | update-a-group-installment | update the group installment |

    @clause:IDN-67
    Examples: create a coverage period
      | case                     | what                     |
      | create-a-coverage-period | create a coverage period |

    @clause:IDN-72
    Examples: download the 834 file of the coverage period
      | case          | what                                         |
      | create-an-834 | download the 834 file of the coverage period |

    @clause:IDN-76
    Examples: download the CSV file of the coverage period
      | case         | what                                         |
      | create-a-csv | download the CSV file of the coverage period |

    @clause:IDN-80
    Examples: read the coverage period
      | case                       | what                     |
      | retrieve-a-coverage-period | read the coverage period |

    @clause:IDN-84
    Examples: update the coverage period
      | case                     | what                       |
      | update-a-coverage-period | update the coverage period |

    @clause:IDN-88
    Examples: complete the setup of the coverage period
      | case                                | what                                      |
      | mark-coverage-period-setup-complete | complete the setup of the coverage period |

    @clause:IDN-93
    Examples: create a contribution
      | case                  | what                  |
      | create-a-contribution | create a contribution |

    @clause:IDN-99
    Examples: list the contributions
      | case               | what                   |
      | list-contributions | list the contributions |

    @clause:IDN-105
    Examples: read the contribution
      | case                    | what                  |
      | retrieve-a-contribution | read the contribution |

    @clause:IDN-111
    Examples: update the contribution
      | case                  | what                    |
      | update-a-contribution | update the contribution |

    @clause:IDN-117
    Examples: create a plan availability request
      | case                               | what                               |
      | create-a-plan-availability-request | create a plan availability request |

    @clause:IDN-123
    Examples: read the plan availability request
      | case                                 | what                               |
      | retrieve-a-plan-availability-request | read the plan availability request |

    @clause:IDN-129
    Examples: list the available plans
      | case                 | what                     |
      | list-available-plans | list the available plans |

    @clause:IDN-135
    Examples: create a plan
      | case          | what          |
      | create-a-plan | create a plan |

    @clause:IDN-141
    Examples: update the plan
      | case          | what            |
      | update-a-plan | update the plan |

    @clause:IDN-147
    Examples: create an employment classification
      | case                                | what                                |
      | create-an-employment-classification | create an employment classification |

    @clause:IDN-153
    Examples: update the employment classification
      | case                                | what                                 |
      | update-an-employment-classification | update the employment classification |

    @clause:IDN-159
    Examples: create a subscriber
      | case                | what                |
      | create-a-subscriber | create a subscriber |

    @clause:IDN-164
    Examples: list the subscribers
      | case             | what                 |
      | list-subscribers | list the subscribers |

    @clause:IDN-168
    Examples: read the subscriber
      | case                  | what                |
      | retrieve-a-subscriber | read the subscriber |

    @clause:IDN-173
    Examples: update the subscriber
      | case                | what                  |
      | update-a-subscriber | update the subscriber |

    @clause:IDN-179
    Examples: create a dependent
      | case               | what               |
      | create-a-dependent | create a dependent |

    @clause:IDN-185
    Examples: update the dependent
      | case               | what                 |
      | update-a-dependent | update the dependent |

    @clause:IDN-191
    Examples: create a qualifying life event
      | case         | what                           |
      | create-a-qle | create a qualifying life event |

    @clause:IDN-196
    Examples: list the qualifying life events
      | case      | what                            |
      | list-qles | list the qualifying life events |

    @clause:IDN-201
    Examples: update the qualifying life event
      | case         | what                             |
      | update-a-qle | update the qualifying life event |

    @clause:IDN-206
    Examples: list the enrollment problems
      | case                     | what                         |
      | list-enrollment-problems | list the enrollment problems |

    @clause:IDN-211
    Examples: comment on the enrollment problem
      | case                             | what                              |
      | comment-on-an-enrollment-problem | comment on the enrollment problem |

    @clause:IDN-217
    Examples: resolve the enrollment problem
      | case                          | what                           |
      | resolve-an-enrollment-problem | resolve the enrollment problem |

    @clause:IDN-222
    Examples: list the supporting documents
      | case                      | what                          |
      | list-supporting-documents | list the supporting documents |

    @clause:IDN-226
    Examples: attach the signed supporting document
      | case                              | what                                  |
      | attach-signed-supporting-document | attach the signed supporting document |

    @clause:IDN-231
    Examples: read the census request
      | case                      | what                    |
      | retrieve-a-census-request | read the census request |

    @clause:IDN-236
    Examples: list the subscribers of the census request
      | case                            | what                                       |
      | list-census-request-subscribers | list the subscribers of the census request |

    @clause:IDN-240
    Examples: list the coverage transmissions
      | case                        | what                            |
      | list-coverage-transmissions | list the coverage transmissions |

    @clause:IDN-244
    Examples: list the coverage transmissions of the member
      | case                               | what                                          |
      | list-member-coverage-transmissions | list the coverage transmissions of the member |

    @clause:IDN-248
    Examples: list the file deliveries
      | case                 | what                     |
      | list-file-deliveries | list the file deliveries |

    @clause:IDN-252
    Examples: list the coverage transmissions of the file delivery
      | case                             | what                                                 |
      | list-file-coverage-transmissions | list the coverage transmissions of the file delivery |

    @clause:IDN-257
    Examples: subscribe to the group
      | case                       | what                   |
      | subscribe-to-group-updates | subscribe to the group |
    # generated: end
