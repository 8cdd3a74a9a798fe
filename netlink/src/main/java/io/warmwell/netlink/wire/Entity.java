package io.warmwell.netlink.wire;

/// Something the kernel has told about.
public sealed interface Entity
    permits Link, InterfaceAddress, Route, Rule, Neighbour, Flow, SettingChange, Unrelated {}
