@ideon
Feature: Bodies that cannot be read
  A body that is not JSON is refused before anybody looks at what it says.

  @id:ideon-refusals-unreadable @clause:IDN-22 @clause:IDN-23 @error-handling @vendor
  Scenario Outline: A request to <what> as malformed JSON is refused
    Given a request to <what> that Ideon accepts
    When the same request is made as malformed JSON
    Then the call is refused with 400
    And the refusal is one error

    # generated: begin 400
    @clause:IDN-39
    Examples: create a group
      | case           | what           |
      | create-a-group | create a group |

    @clause:IDN-50
    Examples: create a location
      | case              | what              |
      | create-a-location | create a location |

    @clause:IDN-56
    Examples: create a group installment
      | case                       | what                       |
      | create-a-group-installment | create a group installment |

    @clause:IDN-61
    Examples: update the group installment
      | case                       | what                         |
      | update-a-group-installment | update the group installment |

    @clause:IDN-66
    Examples: create a coverage period
      | case                     | what                     |
      | create-a-coverage-period | create a coverage period |

    @clause:IDN-92
    Examples: create a contribution
      | case                  | what                  |
      | create-a-contribution | create a contribution |

    @clause:IDN-110
    Examples: update the contribution
      | case                  | what                    |
      | update-a-contribution | update the contribution |

    @clause:IDN-116
    Examples: create a plan availability request
      | case                               | what                               |
      | create-a-plan-availability-request | create a plan availability request |

    @clause:IDN-134
    Examples: create a plan
      | case          | what          |
      | create-a-plan | create a plan |

    @clause:IDN-140
    Examples: update the plan
      | case          | what            |
      | update-a-plan | update the plan |

    @clause:IDN-146
    Examples: create an employment classification
      | case                                | what                                |
      | create-an-employment-classification | create an employment classification |

    @clause:IDN-152
    Examples: update the employment classification
      | case                                | what                                 |
      | update-an-employment-classification | update the employment classification |

    @clause:IDN-158
    Examples: create a subscriber
      | case                | what                |
      | create-a-subscriber | create a subscriber |

    @clause:IDN-172
    Examples: update the subscriber
      | case                | what                  |
      | update-a-subscriber | update the subscriber |

    @clause:IDN-178
    Examples: create a dependent
      | case               | what               |
      | create-a-dependent | create a dependent |

    @clause:IDN-184
    Examples: update the dependent
      | case               | what                 |
      | update-a-dependent | update the dependent |

    @clause:IDN-190
    Examples: create a qualifying life event
      | case         | what                           |
      | create-a-qle | create a qualifying life event |

    @clause:IDN-200
    Examples: update the qualifying life event
      | case         | what                             |
      | update-a-qle | update the qualifying life event |

    @clause:IDN-210
    Examples: comment on the enrollment problem
      | case                             | what                              |
      | comment-on-an-enrollment-problem | comment on the enrollment problem |

    @clause:IDN-216
    Examples: resolve the enrollment problem
      | case                          | what                           |
      | resolve-an-enrollment-problem | resolve the enrollment problem |

    @clause:IDN-256
    Examples: subscribe to the group
      | case                       | what                   |
      | subscribe-to-group-updates | subscribe to the group |
    # generated: end

  @id:ideon-refusals-no-body @clause:IDN-39 @clause:IDN-22 @error-handling @vendor
  Scenario: A request to create a group without a body is refused
    Given a request to create a group that Ideon accepts
    When the same request is made without a body
    Then the call is refused with 400 or 422

  @id:ideon-refusals-no-object @clause:IDN-17 @clause:IDN-22 @sad-path @vendor
  Scenario Outline: A request to <what> whose body is not an object is refused
    Given a request to <what> that Ideon accepts
    When the same request is made as a text
    Then the call is refused with 422 or 400

    @clause:IDN-42
    Examples: group
      | case  | what           |
      | group | create a group |

    @clause:IDN-138
    Examples: plan
      | case | what          |
      | plan | create a plan |

    @clause:IDN-120
    Examples: availability
      | case         | what                               |
      | availability | create a plan availability request |

    @clause:IDN-260
    Examples: subscription
      | case         | what                   |
      | subscription | subscribe to the group |
