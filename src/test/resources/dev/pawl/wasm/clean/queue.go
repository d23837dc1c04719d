package queue

import (
	"errors"
	"fmt"
)

// Item is "één".
type Item struct {
	Name string `json:"name"`
	Size int    // bytes
}

func (i *Item) Grow(by int) (int, error) {
	if by < 0 {
		return 0, errors.New("negative")
	}
	i.Size += by
	for k, v := range map[string]int{"a": 1, "bc": 2} {
		fmt.Println(k, v)
	}
	return i.Size, nil
}
