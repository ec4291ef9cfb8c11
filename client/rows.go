package client

import (
	"fmt"

	"census/model"
)

// rowLength is less than the length of most rows. It determines a list's
// initial capacity from the length of its text.
const rowLength = 256

// decodeList reads the objects of a list answer individually: a row that is not
// an object, or not what was requested, is left out.
func decodeList[T any](a answer, decode func(*record) (T, error)) ([]T, []LeftOut, error) {
	w := walk(a.data)
	if w.kind() != '[' {
		return nil, nil, fmt.Errorf("data is %s, not a list", typeOf(a.data))
	}
	list, r := make([]T, 0, len(a.data)/rowLength), &record{}
	var left []LeftOut
	err := w.pass()
	for err == nil && w.kind() != ']' {
		var fault error
		if fault, err = w.row(r); err != nil {
			break
		}
		var element T
		if fault == nil {
			element, fault = decode(r)
		}
		if fault != nil {
			left = append(left, r.leftOut(len(list)+len(left)+1, fault))
			continue
		}
		list = append(list, element)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("data: %w", err)
	}
	return list, left, nil
}

// row reads the next value into the record. fault means that it is not an
// object.
func (w *walker) row(r *record) (fault, err error) {
	if w.kind() != '{' {
		r.next(nil)
		v, err := w.value()
		return fmt.Errorf("it is %s, not an object", typeOf(v)), err
	}
	members, err := w.members(r.members[:0])
	r.next(members)
	return nil, err
}

// maxOddUID limits how much of a row's unusable uid is reported.
const maxOddUID = 40

func (r *record) leftOut(row int, fault error) LeftOut {
	l := LeftOut{Row: row, Why: fault.Error()}
	if uid, ok := r.has("uid"); ok {
		l.UID = model.Clean(string(uid[:min(len(uid), maxOddUID)]))
	}
	return l
}
