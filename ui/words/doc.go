// Package words turns what a program knows into sentences for people: errors
// explained, actions named, counts, sizes and ages.
//
// It knows neither keys nor screens: code that shows an error adds what can be
// pressed or typed next.
package words
