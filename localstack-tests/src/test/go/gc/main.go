// Calls GC as a runtime does that knows which attachments are alive, which cnitool does not.
//
// Usage: NETCONFPATH=… CNI_PATH=… gc NETWORK [CONTAINER/INTERFACE…]
package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/containernetworking/cni/libcni"
	"github.com/containernetworking/cni/pkg/types"
)

func collect(network string, alive []string) error {
	list, err := libcni.LoadNetworkConf(os.Getenv("NETCONFPATH"), network)
	if err != nil {
		return err
	}
	valid := []types.GCAttachment{}
	for _, attachment := range alive {
		container, ifname, _ := strings.Cut(attachment, "/")
		valid = append(valid, types.GCAttachment{ContainerID: container, IfName: ifname})
	}
	caller := libcni.NewCNIConfig(filepath.SplitList(os.Getenv("CNI_PATH")), nil)
	return caller.GCNetworkList(context.Background(), list, &libcni.GCArgs{ValidAttachments: valid})
}

func main() {
	if err := collect(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
