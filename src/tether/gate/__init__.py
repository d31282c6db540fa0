"""May this help be given? A request, the law that binds who decides, the facts, and a note that a person signs.

note = screen(read_request("request.yaml"), "us")       # stops, open questions, conditions
"""
