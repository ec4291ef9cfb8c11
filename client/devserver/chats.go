package devserver

// What UI kits request besides users. This server has no messages,
// conversations or groups; it answers like an app in which nobody has written
// yet, so a whole page of a kit works. Storing nothing is deliberate; what such
// an app answers is a choice.

// listNothing answers GET /conversations, /groups and the like.
func (s *Server) listNothing(c *call) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	at := readPaging(&p, q)
	if err := p.err(); err != nil {
		return nil, err
	}
	return list(nil, at.counted(0, 0), 0), nil
}

// counterpart is the user named by the path, with whom the caller writes.
func (s *Server) counterpart(c *call) (record, error) {
	uid := c.PathValue("uid")
	r, err := activeUser(c.Context(), s.store.reader, uid, c.id)
	return r, published(err, uid, "")
}

// listNoMessages answers GET /users/{uid}/messages and the like. Both users
// must exist.
func (s *Server) listNoMessages(c *call) ([]byte, error) {
	if _, err := s.counterpart(c); err != nil {
		return nil, err
	}
	return s.listNothing(c)
}

// showConversation answers GET /users/{uid}/conversation with an empty
// conversation.
func (s *Server) showConversation(c *call) ([]byte, error) {
	r, err := s.counterpart(c)
	if err != nil {
		return nil, err
	}
	var o object
	o.text("conversationId", conversationID(c.uid, r.UID))
	o.text("conversationType", "user")
	o.text("unreadMessageCount", "0")
	o.raw("conversationWith", userJSON(r, c.sees(r, view{viewer: c.uid})))
	return data(o.end()), nil
}

// markConversation reports everything as read or delivered.
func (s *Server) markConversation(c *call) ([]byte, error) {
	if _, err := s.counterpart(c); err != nil {
		return nil, err
	}
	return done("The conversation has been marked successfully."), nil
}

// conversationID is the recorded id of the conversation between two users.
func conversationID(one, other string) string { return min(one, other) + "_user_" + max(one, other) }
