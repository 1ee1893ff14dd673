// SPDX-License-Identifier: BSD-3-Clause
import DPDK
import SPPModel
import Testing

@Suite(.eal, .serialized)
struct EthernetDeviceTests {
  private func pool() throws -> PacketPool { try EALFixture.get().pool }

  @Test func `a device that does not exist is named`() {
    #expect(throws: DPDKError.self) { try EthernetDevice(id: 31, label: "phy:31") }
    #expect(
      "\(#expect(throws: DPDKError.self) { try EthernetDevice(named: "net_none", label: "tap:0") }!)"
        .contains("tap:0"))
  }

  @Test func `a device is plugged, counted and taken away`() throws {
    let (device, setup) = try EthernetDevice.plug(
      "eth_null77", arguments: "size=64", label: "nullpmd:77",
      setup: EthernetDeviceSetup(rxQueues: 2, txQueues: 1),
      pool: pool())
    #expect(setup.rxQueues == 2)
    #expect(setup.txQueues == 1)
    #expect(setup.deviceTxQueues == EthernetDeviceSetup.maximumTxQueues)
    #expect(device.linkIsUp)
    #expect(device.macAddress.bits != 0)
    #expect(device.driver == "net_null")
    #expect(device.mtu == 1500)
    #expect(try device.statistics().received.packets == 0)
    try device.resetStatistics()
    try device.unplug()
    #expect(throws: DPDKError.self) { try EthernetDevice(named: "eth_null77", label: "nullpmd:77") }
  }

  @Test func `more queues than the device has are refused with the numbers`() throws {
    let setup = EthernetDeviceSetup(rxQueues: 2000, txQueues: 1)
    let error = #expect(throws: DPDKError.self) {
      try EthernetDevice.plug(
        "eth_null78", arguments: "", label: "phy:9", setup: setup, pool: pool())
    }
    #expect(error?.description.contains("phy:9, rxq 2000 txq 1") == true)
    #expect(error?.description.contains("at most 1024 receive") == true)
    // Nothing is left of it.
    #expect(throws: DPDKError.self) { try EthernetDevice(named: "eth_null78", label: "phy:9") }
  }

  @Test func `a driver that does not exist is refused`() throws {
    #expect(throws: DPDKError.self) {
      try EthernetDevice.plug(
        "eth_nosuch0", arguments: "", label: "tap:0", setup: EthernetDeviceSetup(), pool: pool())
    }
  }

  @Test func `a registry made in shared memory is found there`() throws {
    guard case .none = try? Registry.attach() else { return }
    #expect(throws: RegistryError.noRegistry) { try Registry.attach() }
    let registry = try Registry.create()
    registry.publish(RegistryPort(ResourceUID(.ring, 9), backing: 9))
    #expect(try Registry.attach().port(ResourceUID(.ring, 9))?.backing == 9)
    #expect(throws: DPDKError.self) { try Registry.create() }
  }
}
